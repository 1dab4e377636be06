"""`clickstream doctor` on the emulator: a broken stack is said to be broken where it is."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

import pytest
from typer.testing import CliRunner

from clickstream.cli.main import app
from clickstream.local import stack
from tests.e2e.verbs import Lake, eventually

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

pytestmark = pytest.mark.long
PROBE = ("--probe", "--timeout", "3s")  # a probe that is known to stop
OFTEN = {"Delay": 1, "MaxAttempts": 60}
PATIENT = ("--timeout", "150s")


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    name = f"doctor-{uuid.uuid4().hex[:8]}"
    try:
        lake = Lake(stack.up(name))
        # As deployed, a failed message comes back after minutes.
        lake.client("sqs").set_queue_attributes(
            QueueUrl=lake.stack.outputs["queue_url"], Attributes={"VisibilityTimeout": "10"}
        )
        yield lake
    finally:
        stack.down(name)


@pytest.fixture(scope="module", params=["firehose", "spark"])
def other_engine(request: pytest.FixtureRequest) -> Iterator[Lake]:
    name = f"doctor-{request.param}-{uuid.uuid4().hex[:8]}"
    config = {"engine": request.param}
    if request.param == "firehose":
        config |= {"bufferingMb": "64", "parquetCompression": "snappy"}
    try:
        yield Lake(stack.up(name, config))
    finally:
        stack.down(name)


def doctor(lake: Lake, *options: str) -> tuple[int, dict[str, dict[str, str]]]:
    """Run the command; return its exit status, and the checks by name."""
    done = CliRunner().invoke(
        app, ["doctor", "--local", "--name", lake.stack.name, "--format", "json", *options]
    )
    assert done.exception is None or isinstance(done.exception, SystemExit), done.output
    content = json.loads(done.stdout)
    assert content["ok"] == (done.exit_code == 0), "the exit status says what the JSON says"
    return done.exit_code, {check["name"]: check for check in content["checks"]}


def failed(lake: Lake, *options: str) -> dict[str, dict[str, str]]:
    """Run the command, and return its failed checks by name."""
    status, checks = doctor(lake, *(options or ("--no-probe",)))
    found = {name: check for name, check in checks.items() if check["state"] == "failed"}
    assert (status == 1) == bool(found), "the exit status is 1 if a check failed"
    assert all(check["remedy"] for check in found.values()), "a failed check has a remedy"
    return found


def only_failure(lake: Lake, name: str, *options: str) -> dict[str, str]:
    """Return the failed check, which is the only one."""
    found = failed(lake, *options)
    assert list(found) == [name], found
    return found[name]


def test_a_healthy_stack_passes_and_the_probe_event_is_a_row(lake: Lake) -> None:
    status, checks = doctor(lake, *PATIENT)
    assert status == 0, checks
    assert {check["state"] for check in checks.values()} == {"ok"}, checks
    condition = checks["probe event queryable"]["seen"].split(" has a row")[0]
    rows = lake.query(
        f"SELECT event_type FROM {lake.stack.outputs['table']} WHERE {condition}"  # noqa: S608 - ours
    )
    assert rows == [{"event_type": "canary"}], "the probe event is one row of the type canary"


def test_a_disabled_mapping_is_found_and_the_probe_event_waits_until_it_is_enabled(
    lake: Lake,
) -> None:
    client = lake.client("lambda")
    (mapping,) = client.list_event_source_mappings(
        FunctionName=lake.stack.outputs["converter_function"]
    )["EventSourceMappings"]
    client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    try:
        check = only_failure(lake, "event source mapping")
        assert "is Disabled" in check["seen"]
        assert f"update-event-source-mapping --uuid {mapping['UUID']} --enabled" in check["remedy"]
        _, checks = doctor(lake, *PROBE)
        assert checks["probe event delivered"]["state"] == "ok", checks
        stopped = checks["probe event converted"]
        assert stopped["state"] == "failed"
        assert "1 raw objects wait in the queue" in stopped["seen"], "it says where the event is"
        assert checks["probe event queryable"]["state"] == "skipped", "nothing is asked after it"
        key = checks["probe event delivered"]["seen"].split(" after ")[0]
    finally:
        client.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)
    eventually(lambda: lake.rows(key), "the event is converted once the mapping is enabled")
    assert not failed(lake), "the stack is whole again"


def test_a_failed_check_skips_the_probe_unless_it_is_asked_for(lake: Lake) -> None:
    with other_policy(lake, ""):
        _, checks = doctor(lake)
        assert checks["probe event accepted"]["state"] == "skipped"
        assert "the check 'queue policy' did not pass" in checks["probe event accepted"]["seen"]


@contextmanager
def other_policy(lake: Lake, policy: str) -> Generator[None]:
    client, url = lake.client("sqs"), lake.stack.outputs["queue_url"]
    former = client.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]
    client.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    try:
        yield
    finally:
        client.set_queue_attributes(QueueUrl=url, Attributes=former)


@pytest.mark.parametrize(
    ("changed", "seen"),
    [("", "is missing, so S3 sends none of"), ("other-raw", "does not let S3 send")],
    ids=["removed", "of another bucket"],
)
def test_a_queue_policy_that_keeps_s3_out_is_found(lake: Lake, changed: str, seen: str) -> None:
    client, url = lake.client("sqs"), lake.stack.outputs["queue_url"]
    policy = client.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]
    other = policy["Policy"].replace(lake.stack.outputs["raw_bucket"], changed)
    with other_policy(lake, other if changed else ""):
        assert seen in only_failure(lake, "queue policy")["seen"]
    assert not failed(lake), "the stack is whole again"


@contextmanager
def other_notification(lake: Lake, configuration: dict[str, Any]) -> Generator[None]:
    client, bucket = lake.client("s3"), lake.stack.outputs["raw_bucket"]
    former = client.get_bucket_notification_configuration(Bucket=bucket)
    former.pop("ResponseMetadata")
    client.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration=configuration
    )
    try:
        yield
    finally:
        client.put_bucket_notification_configuration(
            Bucket=bucket, NotificationConfiguration=former
        )


def test_a_removed_notification_is_found_and_the_probe_event_stops_before_the_queue(
    lake: Lake,
) -> None:
    with other_notification(lake, {}):
        check = only_failure(lake, "bucket notification")
        assert "announces no object to a queue" in check["seen"]
        assert "clickstream convert-missing" in check["remedy"]
        stopped = failed(lake, *PROBE)["probe event converted"]
        assert "0 raw objects wait in the queue" in stopped["seen"]
        assert "clickstream convert-missing" in stopped["remedy"]
    assert not failed(lake), "the stack is whole again"


def test_a_notification_of_another_prefix_or_to_another_queue_is_found(lake: Lake) -> None:
    sqs, outputs = lake.client("sqs"), lake.stack.outputs

    def configuration(queue: str, prefix: str) -> dict[str, Any]:
        url = outputs[queue]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]
        rules = [{"Name": "prefix", "Value": prefix}]
        entry = {"QueueArn": arn["QueueArn"], "Events": ["s3:ObjectCreated:*"]}
        return {"QueueConfigurations": [{**entry, "Filter": {"Key": {"FilterRules": rules}}}]}

    with other_notification(lake, configuration("queue_url", "other/")):
        assert "announces other objects" in only_failure(lake, "bucket notification")["seen"]
    with other_notification(lake, configuration("dead_letter_queue_url", "raw/")):
        seen = only_failure(lake, "bucket notification")["seen"]
        assert "dead-letters, not to" in seen, seen
    assert not failed(lake), "the stack is whole again"


def test_a_removed_redrive_policy_is_found(lake: Lake) -> None:
    client, url = lake.client("sqs"), lake.stack.outputs["queue_url"]
    former = client.get_queue_attributes(QueueUrl=url, AttributeNames=["RedrivePolicy"])
    client.set_queue_attributes(QueueUrl=url, Attributes={"RedrivePolicy": ""})
    assert "no dead-letter queue" in only_failure(lake, "redrive policy")["seen"]
    client.set_queue_attributes(QueueUrl=url, Attributes=former["Attributes"])
    assert not failed(lake), "the stack is whole again"


def wait_for_update(lake: Lake) -> None:
    where = {"FunctionName": lake.stack.outputs["converter_function"]}
    lake.client("lambda").get_waiter("function_active_v2").wait(**where, WaiterConfig=OFTEN)
    lake.client("lambda").get_waiter("function_updated_v2").wait(**where, WaiterConfig=OFTEN)


@contextmanager
def other_environment(lake: Lake, **variables: str) -> Generator[None]:
    client, name = lake.client("lambda"), lake.stack.outputs["converter_function"]
    former = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]

    def update(environment: dict[str, str]) -> None:
        client.update_function_configuration(
            FunctionName=name, Environment={"Variables": environment}
        )
        wait_for_update(lake)

    update({**former, **variables})
    try:
        yield
    finally:
        update(former)


def test_a_function_that_writes_to_another_bucket_or_is_throttled_is_found(lake: Lake) -> None:
    client, name = lake.client("lambda"), lake.stack.outputs["converter_function"]
    with other_environment(lake, LAKE_BUCKET="other"):
        assert "LAKE_BUCKET" in only_failure(lake, "converter function")["seen"]
    client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    check = only_failure(lake, "converter function")
    assert "reserved concurrency of 0" in check["seen"]
    assert f"delete-function-concurrency --function-name {name}" in check["remedy"]
    client.delete_function_concurrency(FunctionName=name)
    assert not failed(lake), "the stack is whole again"


def test_a_probe_event_that_is_quarantined_is_said_with_the_reason(lake: Lake) -> None:
    with other_environment(lake, EARLIEST_EVENT_DATE="2099-01-01"):
        check = only_failure(lake, "probe event converted", *PATIENT)
        assert "in quarantine: outside_time_window" in check["seen"], check
    assert not failed(lake), "the stack is whole again"


def test_an_error_of_the_converter_is_said_with_the_raw_object(lake: Lake) -> None:
    with other_environment(lake, PARQUET_COMPRESSION="none"):
        check = only_failure(lake, "probe event converted", *PATIENT)
        assert lake.stack.outputs["raw_bucket"] in check["seen"], "the raw object is named"
        assert "is not converted: " in check["seen"], check
        assert "none" in check["seen"], "the error is that of the log"
    assert not failed(lake), "the stack is whole again"


def test_a_function_with_another_contract_than_the_file_is_found(lake: Lake) -> None:
    client, name = lake.client("lambda"), lake.stack.outputs["converter_function"]
    with urlopen(client.get_function(FunctionName=name)["Code"]["Location"]) as response:  # noqa: S310 - the emulator's
        code = response.read()
    for changed in (with_contract_without(code, "city"), code):
        client.update_function_code(FunctionName=name, ZipFile=changed)
        wait_for_update(lake)
        if changed != code:
            check = only_failure(lake, "compiled contract")
            assert "columns only in clickstream.odcs.yaml: city" in check["seen"], check
    assert not failed(lake), "the stack is whole again"


def with_contract_without(code: bytes, column: str) -> bytes:
    """Return the code of a function, with a contract that lacks a column."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(code)) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "contract.json":
                contract = json.loads(content)
                contract["columns"] = [
                    entry for entry in contract["columns"] if entry["name"] != column
                ]
                content = json.dumps(contract).encode()
            target.writestr(name, content)
    return changed.getvalue()


def test_a_changed_and_a_deleted_table_are_found(lake: Lake) -> None:
    client, outputs = lake.client("glue"), lake.stack.outputs
    place = {"DatabaseName": outputs["database"]}
    table = client.get_table(**place, Name=outputs["table"])["Table"]
    kept = ("Name", "TableType", "Parameters", "PartitionKeys", "StorageDescriptor")
    former = {key: table[key] for key in kept}

    changed = json.loads(json.dumps(former))
    changed["StorageDescriptor"]["Columns"][0]["Type"] = "bigint"
    client.update_table(**place, TableInput=changed)
    assert "event_id is bigint, not string" in only_failure(lake, "events table")["seen"]

    changed = json.loads(json.dumps(former))
    changed["Parameters"]["storage.location.template"] += "hour=${hour}/"
    client.update_table(**place, TableInput=changed)
    assert "projects s3://" in only_failure(lake, "events table")["seen"]

    client.delete_table(**place, Name=outputs["table"])
    check = only_failure(lake, "events table")
    assert "GetTable failed with EntityNotFoundException" in check["seen"]
    assert "pulumi up --refresh" in check["remedy"]
    client.create_table(**place, TableInput=former)
    assert not failed(lake), "the stack is whole again"


def test_a_table_whose_data_cannot_be_queried_is_found(lake: Lake) -> None:
    day = datetime.now(UTC)
    file = {
        "Bucket": lake.stack.outputs["lake_bucket"],
        "Key": f"events/{day:year=%Y/month=%m/day=%d}/damaged.parquet",
    }
    lake.client("s3").put_object(**file, Body=b"no Parquet")
    check = only_failure(lake, "query of the events table")
    assert "query row of clickstream_events failed" in check["seen"], check
    lake.client("s3").delete_object(**file)
    assert not failed(lake), "the stack is whole again"


def test_an_alarm_that_is_missing_or_notifies_nobody_is_found(lake: Lake) -> None:
    client, name = lake.client("cloudwatch"), lake.stack.outputs["alarms"]["function-near-timeout"]
    client.disable_alarm_actions(AlarmNames=[name])
    check = only_failure(lake, "alarms")
    assert f"enable-alarm-actions --alarm-names {name}" in check["remedy"]
    client.enable_alarm_actions(AlarmNames=[name])
    assert not failed(lake), "the stack is whole again"

    former = client.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]
    client.delete_alarms(AlarmNames=[name])
    assert f"missing alarms: {name}" in only_failure(lake, "alarms")["seen"]
    parameters = client.meta.service_model.operation_model("PutMetricAlarm").input_shape.members
    client.put_metric_alarm(**{key: former[key] for key in former if key in parameters})
    assert not failed(lake), "the stack is whole again"


def test_each_other_engine_is_checked_by_what_it_has(other_engine: Lake) -> None:
    status, checks = doctor(other_engine, "--timeout", "20s")
    assert status == 0, checks
    if other_engine.stack.outputs["engine"] == "firehose":
        assert checks["format conversion"]["state"] == "ok"
        assert checks["probe event queryable"]["state"] == "ok", checks
        assert "queue" not in checks, "Firehose converts without a queue"
    else:
        assert {checks[name]["state"] for name in ("Spark job", "Spark trigger")} == {"ok"}
        waiting = checks["probe event converted"]
        assert waiting["state"] == "skipped", "an event that waits for a job is no failure"
        assert "waits for a run of the Spark job" in waiting["seen"]
        assert "clickstream convert" in waiting["remedy"]


def test_resources_that_were_deleted_are_found(lake: Lake) -> None:
    # The last test of this stack, which it takes apart.
    outputs = lake.stack.outputs
    lake.client("lambda").delete_function(FunctionName=outputs["converter_function"])
    check = only_failure(lake, "converter function")
    assert "ResourceNotFoundException" in check["seen"]
    _, checks = doctor(lake, "--no-probe")
    assert checks["event source mapping"]["state"] == "skipped", "it says nothing of its own"

    lake.client("firehose").delete_delivery_stream(
        DeliveryStreamName=outputs["delivery_stream_name"]
    )
    assert {"delivery stream", "converter function"} == set(failed(lake))
    assert (
        "PutRecord failed with ResourceNotFound"
        in failed(lake, *PROBE)["probe event accepted"]["seen"]
    ), "a probe that is asked for is sent despite failed checks"

    lake.client("sqs").delete_queue(QueueUrl=outputs["queue_url"])
    assert {"delivery stream", "queue", "converter function"} == set(failed(lake))
