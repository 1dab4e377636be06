"""Checks of states that the emulator does not have."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.cli.doctor import account, delivery, function, probe_failures, spark, tables
from clickstream.cli.doctor.check import State
from clickstream.cli.doctor.probe import DELIVERED, Probe, checks
from clickstream.contract import glue_columns
from clickstream.contract.odcs import read_contract
from tests.paths import CLICKSTREAM
from tests.unit.cli.fakes import OUTPUTS, FakeTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from clickstream.cli.doctor.check import Check, Outcome

POLICY = "arn:aws:iam::111122223333:policy/producers"
STREAM = {"DeliveryStreamName": "events", "DeliveryStreamStatus": "ACTIVE"}


class FakeClient:
    """Client whose operations return fixed responses, also page by page."""

    def __init__(self, **responses: Any) -> None:
        """Keep the responses by the name of their operation."""
        self._responses = responses
        self.meta = SimpleNamespace(region_name="eu-central-1")

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        """Return an operation."""

        def call(**_: object) -> Any:
            return self._responses[operation]

        return call

    def get_paginator(self, operation: str) -> SimpleNamespace:
        """Return the paginator of an operation, which has one page."""

        def paginate(**_: object) -> Iterator[Any]:
            yield self._responses[operation]

        return SimpleNamespace(paginate=paginate)


def outcome(
    chosen: list[Check], name: str, clients: Mapping[str, FakeClient], **outputs: Any
) -> Outcome:
    target = FakeTarget({**clients}, {**OUTPUTS, "engine": "lambda", **outputs})
    return next(check for check in chosen if check.name == name).run(target)


def test_credentials_of_another_account_are_found() -> None:
    caller = {"Account": "999988887777", "Arn": "arn:aws:iam::999988887777:user/ada"}
    sts = FakeClient(get_caller_identity=caller)
    found = outcome(account.checks(), "identity", {"sts": sts}, producer_policy_arn=POLICY)
    assert found.state is State.FAILED
    assert "account 999988887777, region eu-central-1" in found.seen
    assert "111122223333" in found.remedy, "the account of the stack is named"
    caller["Account"] = "111122223333"
    assert (
        outcome(account.checks(), "identity", {"sts": sts}, producer_policy_arn=POLICY).state
        is State.OK
    )


def test_missing_outputs_are_named() -> None:
    found = outcome(account.checks(), "stack outputs", {}, workgroup="")
    assert found.state is State.FAILED
    assert "workgroup" in found.seen
    complete = dict.fromkeys(account.EXPECTED, "x") | {"engine": "lambda"}
    assert outcome(account.checks(), "stack outputs", {}, **complete).state is State.OK
    unknown = outcome(account.checks(), "stack outputs", {}, **{**complete, "engine": "flink"})
    assert "engine is 'flink'" in unknown.seen


@pytest.mark.parametrize(
    ("described", "seen"),
    [
        ({"DeliveryStreamStatus": "CREATING"}, "events is CREATING"),
        (
            {
                "DeliveryStreamStatus": "CREATING_FAILED",
                "FailureDescription": {"Type": "x", "Details": "no key"},
            },
            "events is CREATING_FAILED: no key",
        ),
        ({"Destinations": []}, "delivers to the bucket '', not to 'raw'"),
    ],
)
def test_a_stream_that_does_not_deliver_to_the_bucket_is_found(
    described: dict[str, Any], seen: str
) -> None:
    response: dict[str, Any] = {
        "DeliveryStreamDescription": {**STREAM, "Destinations": [], **described}
    }
    firehose = FakeClient(describe_delivery_stream=response)
    target = FakeTarget({}, {**OUTPUTS, "engine": "lambda"})
    found = outcome(
        delivery.checks(target), "delivery stream", {"firehose": firehose}, raw_bucket="raw"
    )
    assert found.state is State.FAILED
    assert seen in found.seen


@pytest.mark.parametrize(
    ("conversion", "state"),
    [
        ({}, State.FAILED),
        ({"Enabled": False}, State.FAILED),
        ({"SchemaConfiguration": {"DatabaseName": "lake", "TableName": "other"}}, State.FAILED),
        (
            {"SchemaConfiguration": {"DatabaseName": "lake", "TableName": "clickstream_events"}},
            State.OK,
        ),
    ],
)
def test_a_stream_that_converts_with_another_schema_is_found(
    conversion: dict[str, Any], state: State
) -> None:
    destination = {"DataFormatConversionConfiguration": conversion}
    response = {
        "DeliveryStreamDescription": {
            **STREAM,
            "Destinations": [{"ExtendedS3DestinationDescription": destination}],
        }
    }
    target = FakeTarget({}, {**OUTPUTS, "engine": "firehose"})
    found = outcome(
        delivery.checks(target),
        "format conversion",
        {"firehose": FakeClient(describe_delivery_stream=response)},
    )
    assert found.state is state


@pytest.mark.parametrize(
    ("configuration", "seen"),
    [
        ({"State": "Pending", "StateReason": "being created"}, "is Pending: being created"),
        ({"State": "Failed", "StateReason": "no subnet"}, "is Failed: no subnet"),
        (
            {
                "State": "Active",
                "LastUpdateStatus": "Failed",
                "LastUpdateStatusReason": "no layer",
            },
            "the last update of converter failed: no layer",
        ),
        (
            {"State": "Active", "Environment": {"Error": {"Message": "KMS denied"}}},
            "cannot read its environment: KMS denied",
        ),
    ],
)
def test_a_function_that_cannot_run_is_found(configuration: dict[str, Any], seen: str) -> None:
    client = FakeClient(get_function_configuration=configuration, get_function_concurrency={})
    found = outcome(function.checks(), "converter function", {"lambda": client}, lake_bucket="lake")
    assert found.state is State.FAILED
    assert seen in found.seen


def spark_outcome(name: str, **responses: Any) -> Outcome:
    target = FakeTarget({}, {**OUTPUTS, "engine": "spark", "spark_job": "converter"})
    return outcome(
        spark.checks(target),
        name,
        {"glue": FakeClient(**responses)},
        spark_job="converter",
        lake_bucket="lake",
    )


def test_a_trigger_that_is_not_active_is_found_and_an_event_trigger_needs_no_activation() -> None:
    daily = {"Name": "daily", "Type": "SCHEDULED", "State": "DEACTIVATED"}
    arrivals = {"Name": "arrivals", "Type": "EVENT", "State": "CREATED"}
    found = spark_outcome("Spark trigger", get_triggers={"Triggers": [arrivals, daily]})
    assert (found.state, "aws glue start-trigger --name daily" in found.remedy) == ("failed", True)
    assert spark_outcome("Spark trigger", get_triggers={}).seen == "no trigger starts converter"
    daily["State"] = "ACTIVATED"
    assert spark_outcome("Spark trigger", get_triggers={"Triggers": [arrivals, daily]}).state == (
        "ok"
    )


@pytest.mark.parametrize("state", ["FAILED", "TIMEOUT", "ERROR"])
def test_a_failed_run_is_found_with_its_reason(state: str) -> None:
    run = {"Id": "jr_1", "JobRunState": state, "ErrorMessage": "2 objects were not converted"}
    found = spark_outcome("last Spark run", get_job_runs={"JobRuns": [run]})
    assert found.state is State.FAILED
    assert "jr_1" in found.seen
    assert "2 objects were not converted" in found.seen
    for runs in ([], [{"Id": "jr_2", "JobRunState": "RUNNING"}]):
        assert spark_outcome("last Spark run", get_job_runs={"JobRuns": runs}).state is State.OK


def test_a_job_that_writes_to_another_bucket_is_found() -> None:
    job = {"DefaultArguments": {"--lake-bucket": "other"}}
    found = spark_outcome("Spark job", get_job={"Job": job})
    assert (found.state, "'other', not 'lake'" in found.seen) == ("failed", True)


def table_without_projection() -> dict[str, Any]:
    contract = read_contract(CLICKSTREAM)
    columns = [
        {"Name": column["name"], "Type": column["type"]}
        for column in glue_columns.columns(contract.table_columns)
    ]
    return {
        "Name": "clickstream_events",
        "StorageDescriptor": {"Columns": columns, "Location": "s3://lake/events/"},
        "PartitionKeys": [{"Name": key.name} for key in contract.partition_keys],
    }


@pytest.mark.parametrize(
    ("crawler", "state", "seen"),
    [
        ("", State.FAILED, "neither partition projection nor a crawler"),
        ("SUCCEEDED", State.OK, "last crawl of events-crawler: SUCCEEDED"),
        ("FAILED", State.FAILED, "the last crawl of events-crawler failed: no rights"),
    ],
)
def test_a_table_whose_partitions_nobody_adds_is_found(
    crawler: str, state: State, seen: str
) -> None:
    last = {"Status": crawler, "ErrorMessage": "no rights"}
    glue = FakeClient(
        get_table={"Table": table_without_projection()},
        get_crawler={"Crawler": {"LastCrawl": last}},
    )
    target = FakeTarget({}, OUTPUTS)
    found = outcome(
        tables.checks(target),
        "events table",
        {"glue": glue},
        lake_bucket="lake",
        events_crawler="events-crawler" if crawler else "",
    )
    assert found.state is state
    assert seen in found.seen


def stream_with(buffering: int) -> FakeClient:
    destination = {
        "BufferingHints": {"IntervalInSeconds": buffering},
        "CloudWatchLoggingOptions": {"LogGroupName": "delivery"},
    }
    described = {**STREAM, "Destinations": [{"ExtendedS3DestinationDescription": destination}]}
    return FakeClient(
        describe_delivery_stream={"DeliveryStreamDescription": described},
        put_record={"RecordId": "r-1"},
    )


@pytest.mark.parametrize(
    ("buffering", "lines", "seen", "remedy"),
    [
        (900, [], "the stream writes an object after 900 s", "--timeout 1860s"),
        (60, ["first", "S3.AccessDenied"], "log: S3.AccessDenied", "clickstream delivery-errors"),
        (60, [], "log has no line", "clickstream delivery-errors"),
    ],
)
def test_an_event_that_is_not_delivered_in_time_is_explained(
    buffering: int, lines: list[str], seen: str, remedy: str
) -> None:
    logs = FakeClient(filter_log_events={"events": [{"message": line} for line in lines]})
    s3 = FakeClient(list_objects_v2={})
    clients = {"firehose": stream_with(buffering), "logs": logs, "s3": s3}
    target = FakeTarget({**clients}, {**OUTPUTS, "engine": "lambda", "raw_bucket": "raw"})
    now = [0.0]

    def pause(seconds: float) -> None:
        now[0] += seconds

    probe = Probe(300, clock=lambda: now[0], pause=pause)
    probe.send(target)
    found = next(check for check in checks(target, probe, ()) if check.name == DELIVERED).run(
        target
    )
    assert found.state is State.FAILED
    assert now[0] == pytest.approx(300), "the probe waits for the timeout and not longer"
    assert seen in found.seen
    assert remedy in found.remedy


def test_a_row_that_firehose_did_not_write_is_explained_by_its_log() -> None:
    clients = {"firehose": stream_with(60), "logs": FakeClient(filter_log_events={"events": []})}
    target = FakeTarget({**clients}, {**OUTPUTS, "engine": "firehose"})
    found = probe_failures.not_delivered(target, Probe(5).sent, 300, "event_id = 'x'")
    assert "no row of clickstream_events has event_id = 'x' after 300 s" in found.seen
