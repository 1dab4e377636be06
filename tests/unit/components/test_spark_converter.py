import json
import re
from pathlib import Path
from typing import Any

import pulumi
import pytest

from clickstream.contract import ContractError
from components import SparkConverter, SparkConverterArgs, SparkStart
from components.shared.layout import (
    EVENTS_PREFIX,
    QUARANTINE_PREFIX,
    RAW_PREFIX,
    RecursiveTriggerError,
)
from components.shared.spark_package import LOCK, SOURCES, spark_files
from tests.paths import CLICKSTREAM, ROOT
from tests.unit.recorder import ACCOUNT, Recorder, record

RAW, LAKE = "arn:aws:s3:::shop-raw", "arn:aws:s3:::shop-lake"
QUEUE = f"arn:aws:sqs:eu-central-1:{ACCOUNT}:tr-objects"
ON_GLUE = {"boto3", "botocore", "pyarrow", "pyspark"}


def arguments(**more: Any) -> SparkConverterArgs:
    args: SparkConverterArgs = {  # pyright: ignore[reportAssignmentType] - the tests vary the keys
        "contract": str(CLICKSTREAM),
        "raw_bucket": "shop-raw",
        "raw_bucket_arn": RAW,
        "lake_bucket": "shop-lake",
        "lake_bucket_arn": LAKE,
        **more,
    }
    return args


def transform(**more: Any) -> Recorder:
    args = arguments(**more)
    return record(lambda: SparkConverter("tr", args))


@pytest.fixture
def default() -> Recorder:
    return transform()


def rights(recorder: Recorder) -> dict[str, list[str]]:
    statements: list[dict[str, Any]] = json.loads(
        recorder.one("RolePolicy", "tr-data").inputs["policy"]
    )["Statement"]
    return {
        action: statement["Resource"] for statement in statements for action in statement["Action"]
    }


def test_new_raw_objects_are_announced_to_the_queue_and_to_eventbridge(default: Recorder) -> None:
    notification = default.one("BucketNotification").inputs
    (queue,) = notification["queues"]
    assert (queue["events"], queue["filterPrefix"]) == (["s3:ObjectCreated:*"], RAW_PREFIX)
    assert notification["eventbridge"] is True, "it is what Glue counts"


def test_a_batch_of_new_objects_starts_one_run() -> None:
    recorder = transform(batch_size=20, batching_window_seconds=300)
    trigger = recorder.one("Trigger", "tr-arrivals").inputs
    assert trigger["type"] == "EVENT"
    assert trigger["eventBatchingConditions"] == [{"batchSize": 20, "batchWindow": 300}]
    assert trigger["actions"] == [{"jobName": "tr"}]
    assert trigger["workflowName"] == recorder.one("Workflow").name
    assert trigger["enabled"] is False, "Glue refuses to start a trigger that listens by itself"


def test_eventbridge_tells_the_workflow_of_raw_objects_of_this_bucket_alone(
    default: Recorder,
) -> None:
    assert json.loads(default.one("EventRule").inputs["eventPattern"]) == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": ["shop-raw"]}, "object": {"key": [{"prefix": RAW_PREFIX}]}},
    }
    workflow = f"arn:aws:glue:eu-central-1:{ACCOUNT}:tr"
    assert default.one("EventTarget").inputs["arn"] == workflow
    (statement,) = json.loads(default.one("RolePolicy", "tr-arrivals").inputs["policy"])[
        "Statement"
    ]
    assert (statement["Action"], statement["Resource"]) == (["glue:notifyEvent"], [workflow])
    (trust,) = json.loads(default.one("Role", "tr-arrivals").inputs["assumeRolePolicy"])[
        "Statement"
    ]
    assert trust["Principal"] == {"Service": "events.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}


def test_events_wait_for_who_listens_to_them(default: Recorder) -> None:
    waited = {
        urn.rsplit("::", 1)[1]
        for urn in default.one("EventTarget").dependencies
        if "Trigger" in urn or "RolePolicy" in urn
    }
    assert waited == {"tr-arrivals"}


def test_the_schedule_takes_what_was_left(default: Recorder) -> None:
    trigger = default.one("Trigger", "tr-schedule").inputs
    assert (trigger["type"], trigger["schedule"], trigger["startOnCreation"]) == (
        "SCHEDULED",
        "cron(0 3 * * ? *)",
        True,
    )
    assert "workflowName" not in trigger or trigger["workflowName"] is None, (
        "a workflow has one start, and that is the arrivals"
    )


def test_the_schedule_alone_needs_no_events() -> None:
    recorder = transform(start=SparkStart.SCHEDULE, schedule="cron(0/30 * * * ? *)")
    assert [trigger.inputs["schedule"] for trigger in recorder.of("Trigger")] == [
        "cron(0/30 * * * ? *)"
    ]
    assert not [*recorder.of("Workflow"), *recorder.of("EventRule"), *recorder.of("EventTarget")]
    assert not recorder.one("BucketNotification").inputs.get("eventbridge")
    assert recorder.one("BucketNotification").inputs["queues"], "the queue is told all the same"


def test_what_fails_again_and_again_goes_to_the_dead_letter_queue(default: Recorder) -> None:
    queue = default.one("Queue", "tr-objects").inputs
    assert json.loads(queue["redrivePolicy"])["maxReceiveCount"] == 5
    assert queue["visibilityTimeoutSeconds"] == 300, (
        "what a run that died had comes back in minutes, however long runs may take"
    )


def test_the_job_may_read_raw_objects_write_tables_and_empty_its_queue_and_nothing_else(
    default: Recorder,
) -> None:
    granted = rights(default)
    assert granted["s3:GetObject"] == [f"{RAW}/{RAW_PREFIX}*"]
    assert granted["s3:PutObject"] == [f"{LAKE}/{EVENTS_PREFIX}*", f"{LAKE}/{QUARANTINE_PREFIX}*"]
    assert {action for action, resources in granted.items() if resources == [QUEUE]} == {
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
    }
    assert {action.split(":")[0] for action in granted} == {"s3", "sqs"}
    assert "s3:DeleteObject" not in granted, "files are overwritten, never moved"


def test_the_settings_reach_the_script(default: Recorder) -> None:
    told = default.one("Job").inputs["defaultArguments"]
    expected = {
        "--raw-bucket": "shop-raw",
        "--raw-prefix": RAW_PREFIX,
        "--lake-bucket": "shop-lake",
        "--queue-url": "https://sqs/tr-objects",
    }
    assert expected.items() <= told.items()
    assert told["--region"] == "eu-central-1", (
        "the provider's region: Glue's environment does not promise one"
    )
    changed = (
        transform(
            earliest_event_date="2024-02-29",
            max_future_hours=2,
            max_object_mb=64,
            max_event_mb=16,
        )
        .one("Job")
        .inputs["defaultArguments"]
    )
    assert {
        "--earliest-event-date": "2024-02-29",
        "--max-future-hours": "2",
        "--max-object-mb": "64",
        "--max-event-mb": "16",
    }.items() <= changed.items()


def test_every_argument_is_one_that_the_script_takes(default: Recorder) -> None:
    taken = set(
        re.findall(
            r'add_argument\(\s*"(--[a-z-]+)"',
            (SOURCES / "clickstream_spark" / "settings.py").read_text(encoding="utf-8"),
        )
    )
    of_glue = {
        "--job-language",
        "--extra-py-files",
        "--additional-python-modules",
        "--python-modules-installer-option",
        "--job-bookmark-option",
        "--custom-logGroup-prefix",
    }
    told = {
        argument
        for argument in default.one("Job").inputs["defaultArguments"]
        if not argument.startswith("--enable-")
    }
    assert told - of_glue <= taken
    assert {"--from-date", "--to-date"} <= taken - told, "a backfill gives these"


def test_the_archive_holds_the_compiled_contract_and_explicit_files(default: Recorder) -> None:
    archive = default.one("BucketObjectv2", "tr-modules").inputs["source"]
    assert isinstance(archive, pulumi.AssetArchive)
    names = set(archive.assets)
    assert {
        "clickstream_spark/contract.json",
        "clickstream_spark/derivations.json",
        "clickstream_spark/main.py",
        "clickstream_spark/rows.py",
        "clickstream/records/chunks.py",
        "clickstream/records/dates.py",
        "clickstream/contract/data_types.py",
        "clickstream/contract/model.py",
        "clickstream/contract/paths.py",
    } <= names
    assert not [
        name
        for name in names
        if "__pycache__" in name
        or name.startswith(("clickstream/contract/odcs", "clickstream/contract/spark_sql"))
        or name == "converter/cast.py"
    ]


def test_the_jobs_modules_import_only_what_glue_has_and_what_comes_as_a_wheel() -> None:
    # Glue has no msgspec: the deployment uploads the wheels of this lock.
    wheels = set(re.findall(r"^(\w+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE))
    assert not wheels & ON_GLUE, "Glue's own packages need no wheel"
    for name, path in spark_files().items():
        imported = set(
            re.findall(r"^ *(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        )
        foreign = (
            imported
            - set(sys_modules())
            - ON_GLUE
            - wheels
            - {"clickstream", "clickstream_spark", "mypy_boto3_s3", "mypy_boto3_sqs"}
        )
        assert foreign <= ({"isal"} if name == "clickstream/records/unpack.py" else set()), (
            f"{name} imports {foreign}; unpack does without isal"
        )


def sys_modules() -> frozenset[str]:
    import sys  # noqa: PLC0415 - for its list of the standard library

    return sys.stdlib_module_names


def test_a_manual_job_has_no_trigger_and_no_queue() -> None:
    recorder = transform(start=SparkStart.MANUAL)
    assert not [*recorder.of("Queue"), *recorder.of("Trigger"), *recorder.of("BucketNotification")]
    assert "--queue-url" not in recorder.one("Job").inputs["defaultArguments"]


def test_the_key_of_hashed_columns_comes_from_secrets_manager(hashing_contract: Path) -> None:
    recorder = transform(contract=str(hashing_contract), protection_key="sixteen characters")
    told = recorder.one("Job").inputs["defaultArguments"]
    assert rights(recorder)["secretsmanager:GetSecretValue"] == [
        told["--protection-key-secret-arn"]
    ]
    assert "sixteen characters" not in json.dumps(told)


def test_a_contract_that_hashes_without_a_key_is_refused(hashing_contract: Path) -> None:
    with pytest.raises(ValueError, match=r"protection_key is not set, .*: email"):
        transform(contract=str(hashing_contract))


def test_a_contract_that_spark_cannot_honour_fails_the_program(tmp_path: Path) -> None:
    path = tmp_path / "contract.odcs.yaml"
    path.write_text(
        CLICKSTREAM.read_text(encoding="utf-8").replace(
            "STRFTIME(event_time, '%A')", "LEFT(event_type, 2)"
        ),
        encoding="utf-8",
    )
    with pytest.raises(
        ContractError,
        match=r"column 'day_of_week': .* cannot be translated to Spark SQL",
    ):
        transform(contract=str(path))


def test_a_layout_in_which_the_engine_would_start_itself_stops_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("components.spark_converter.OUTPUT_PREFIXES", ("events/", "raw/converted/"))
    with pytest.raises(
        RecursiveTriggerError,
        match="files are written below 'raw/converted/', and new objects below 'raw/' start",
    ):
        transform()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("batch_size", 0),
        ("batch_size", 101),
        ("batching_window_seconds", 901),
        ("workers", 1),
        ("max_concurrent_runs", 0),
    ],
)
def test_a_setting_outside_glues_range_is_refused_with_the_value(key: str, value: int) -> None:
    with pytest.raises(ValueError, match=f"{key} is {value}; allowed: "):
        transform(**{key: value})


def test_the_tests_run_the_scripts_with_the_spark_that_glue_has() -> None:
    from components.spark_job import SPARK_VERSION  # noqa: PLC0415 - for this test alone

    assert f"pyspark=={SPARK_VERSION} " in (ROOT / "requirements-spark.txt").read_text(
        encoding="utf-8"
    )
