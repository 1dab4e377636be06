import json
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml

from clickstream.contract import ContractError
from components import (
    Architecture,
    LambdaConverter,
    LambdaConverterArgs,
    ParquetCompression,
    Runtime,
)
from components.shared.layout import RecursiveTriggerError
from tests.paths import CLICKSTREAM
from tests.unit.recorder import ACCOUNT, Recorder, record

RAW, LAKE = "arn:aws:s3:::shop-raw", "arn:aws:s3:::shop-lake"
KEY = "arn:aws:kms:eu-central-1:123456789012:key/k"
FORMER = "arn:aws:kms:eu-central-1:123456789012:key/former"
KEY_ACTIONS = ("kms:Decrypt", "kms:GenerateDataKey")


def transform(**more: Any) -> Recorder:
    args: LambdaConverterArgs = {  # pyright: ignore[reportAssignmentType] - the tests vary the keys
        "contract": str(CLICKSTREAM),
        "raw_bucket": "shop-raw",
        "raw_bucket_arn": RAW,
        "lake_bucket": "shop-lake",
        "lake_bucket_arn": LAKE,
        **more,
    }
    return record(lambda: LambdaConverter("tr", args))


@pytest.fixture
def default() -> Recorder:
    return transform()


def rights(recorder: Recorder) -> list[dict[str, Any]]:
    return json.loads(recorder.one("RolePolicy").inputs["policy"])["Statement"]


def test_new_raw_objects_are_announced_to_the_queue(default: Recorder) -> None:
    (notification,) = default.one("BucketNotification").inputs["queues"]
    assert notification["events"] == ["s3:ObjectCreated:*"]
    assert notification["filterPrefix"] == "raw/", "delivery errors are not converted"


def test_the_notification_waits_for_the_queues_permission(default: Recorder) -> None:
    assert any(
        "QueuePolicy::tr-objects" in urn for urn in default.one("BucketNotification").dependencies
    ), "S3 refuses a queue that it may not write to"


def test_only_the_raw_bucket_of_this_account_may_send_to_the_queue(default: Recorder) -> None:
    allowed = [
        entry
        for entry in json.loads(default.one("QueuePolicy", "tr-objects").inputs["policy"])[
            "Statement"
        ]
        if entry["Effect"] == "Allow"
    ]
    assert [entry["Principal"] for entry in allowed] == [{"Service": "s3.amazonaws.com"}]
    assert allowed[0]["Condition"] == {
        "ArnEquals": {"aws:SourceArn": RAW},
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
    }


@pytest.mark.parametrize("queue", ["tr-objects", "tr-dead-letters"])
def test_both_queues_are_encrypted_and_refuse_requests_without_tls(
    default: Recorder, queue: str
) -> None:
    denied = [
        entry
        for entry in json.loads(default.one("QueuePolicy", queue).inputs["policy"])["Statement"]
        if entry["Effect"] == "Deny"
    ]
    assert [entry["Condition"] for entry in denied] == [{"Bool": {"aws:SecureTransport": "false"}}]
    assert default.one("Queue", queue).inputs["sqsManagedSseEnabled"] is True


def test_an_object_that_fails_again_and_again_goes_to_the_dead_letter_queue(
    default: Recorder,
) -> None:
    redrive = json.loads(default.one("Queue", "tr-objects").inputs["redrivePolicy"])
    assert redrive == {
        "deadLetterTargetArn": "arn:aws:sqs:eu-central-1:123456789012:tr-dead-letters",
        "maxReceiveCount": 5,
    }


def test_only_the_objects_queue_may_use_the_dead_letter_queue(default: Recorder) -> None:
    allow = json.loads(default.one("RedriveAllowPolicy").inputs["redriveAllowPolicy"])
    assert allow == {
        "redrivePermission": "byQueue",
        "sourceQueueArns": ["arn:aws:sqs:eu-central-1:123456789012:tr-objects"],
    }


def test_a_message_stays_hidden_for_six_timeouts_and_the_batching_window() -> None:
    recorder = transform(timeout_seconds=50, batching_window_seconds=7)
    queue = recorder.one("Queue", "tr-objects")
    assert queue.inputs["visibilityTimeoutSeconds"] == 6 * 50 + 7


def test_one_bad_object_does_not_bring_back_its_batch(default: Recorder) -> None:
    assert default.one("EventSourceMapping").inputs["functionResponseTypes"] == [
        "ReportBatchItemFailures"
    ]


def test_concurrency_and_batches_are_capped_by_settings() -> None:
    mapping = transform(max_concurrency=3, batch_size=4).one("EventSourceMapping").inputs
    assert (mapping["scalingConfig"], mapping["batchSize"]) == ({"maximumConcurrency": 3}, 4)


def test_the_function_is_made_for_the_chosen_runtime_and_processor() -> None:
    recorder = transform(
        runtime=Runtime.PYTHON_3_13,
        architecture=Architecture.X86_64,
        memory_mb=3008,
        timeout_seconds=60,
    )
    function = recorder.one("Function").inputs
    assert (
        function["runtime"],
        function["architectures"],
        function["memorySize"],
        function["timeout"],
    ) == ("python3.13", ["x86_64"], 3008, 60)
    layer = recorder.one("LayerVersion").inputs
    assert (layer["compatibleRuntimes"], layer["compatibleArchitectures"]) == (
        ["python3.13"],
        ["x86_64"],
    ), "the layer fits the function"


def test_arm_is_the_default(default: Recorder) -> None:
    assert default.one("Function").inputs["architectures"] == ["arm64"]


def test_the_layer_goes_through_the_lake_for_its_size(default: Recorder) -> None:
    upload = default.one("BucketObjectv2").inputs
    assert upload["bucket"] == "shop-lake"
    assert upload["key"].startswith("artifacts/tr/python3.13-arm64-"), (
        "a new lock gives a new key, and so a new layer"
    )
    assert default.one("LayerVersion").inputs["s3Key"] == upload["key"]
    assert default.one("LayerVersion").inputs["layerName"] == "clickstream-lake-dev-tr", (
        "stages in one account do not share it"
    )


def test_the_code_is_an_archive_of_explicit_files_and_the_compiled_contract(
    default: Recorder,
) -> None:
    code = default.one("Function").inputs["code"]
    assert isinstance(code, pulumi.AssetArchive)
    names = set(code.assets)
    assert {"contract.json", "converter/handler.py", "clickstream/contract/model.py"} <= names
    assert not [
        name
        for name in names
        if "__pycache__" in name or name.startswith("clickstream/contract/odcs")
    ], "no caches, and nothing that reads YAML"


def test_the_function_may_read_raw_objects_and_write_tables_and_nothing_else(
    default: Recorder,
) -> None:
    granted = {
        action: statement["Resource"]
        for statement in rights(default)
        for action in statement["Action"]
    }
    assert granted["s3:GetObject"] == [f"{RAW}/raw/*"]
    assert granted["s3:PutObject"] == [f"{LAKE}/events/*", f"{LAKE}/quarantine/*"]
    assert {action.split(":")[0] for action in granted} == {"s3", "sqs", "logs"}, "no other service"
    assert "s3:DeleteObject" not in granted


def test_the_function_may_list_so_that_a_missing_object_is_told_from_a_forbidden_one(
    default: Recorder,
) -> None:
    (listing,) = [
        statement for statement in rights(default) if "s3:ListBucket" in statement["Action"]
    ]
    assert listing["Condition"] == {"StringLike": {"s3:prefix": ["raw/*"]}}


def test_the_log_group_is_its_own_and_is_kept_for_a_while() -> None:
    recorder = transform(log_retention_days=7)
    assert recorder.one("LogGroup").inputs["retentionInDays"] == 7
    assert recorder.one("Function").inputs["loggingConfig"] == {
        "logFormat": "JSON",
        "logGroup": "tr-function",
    }


def test_the_settings_reach_the_function() -> None:
    recorder = transform(
        parquet_compression=ParquetCompression.SNAPPY,
        earliest_event_date="2024-02-29",
        max_future_hours=2,
        max_object_mb=64,
        max_event_mb=16,
    )
    variables = recorder.one("Function").inputs["environment"]["variables"]
    expected = {
        "LAKE_BUCKET": "shop-lake",
        "PARQUET_COMPRESSION": "snappy",
        "EARLIEST_EVENT_DATE": "2024-02-29",
        "MAX_FUTURE_HOURS": "2",
        "MAX_OBJECT_MB": "64",
        "MAX_EVENT_MB": "16",
    }
    assert expected.items() <= variables.items()


@pytest.mark.parametrize(
    ("max_object_mb", "size"), [(None, 512 * 10 + 256), (1, 512), (64, 64 * 10 + 256), (998, 10236)]
)
def test_the_functions_storage_follows_from_the_largest_object(
    max_object_mb: int | None, size: int
) -> None:
    recorder = transform(**({"max_object_mb": max_object_mb} if max_object_mb else {}))
    function = recorder.one("Function").inputs
    assert function["ephemeralStorage"] == {"size": size}, (
        "it is derived, and no setting of its own"
    )
    assert function["environment"]["variables"]["MAX_OBJECT_MB"] == str(max_object_mb or 512), (
        "a larger object is refused before the disk is full"
    )


def test_an_object_that_lambdas_storage_has_no_room_for_is_refused_with_the_value() -> None:
    with pytest.raises(
        ValueError,
        match=r"max_object_mb is 999; allowed: 1 to 998, for the 10240 MB of storage",
    ):
        transform(max_object_mb=999)


def test_a_customer_key_reaches_the_function() -> None:
    grant = {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": [KEY]}
    assert grant in rights(transform(kms_key_arn=KEY))


def test_a_former_key_is_for_reading_alone() -> None:
    keys = [
        statement
        for statement in rights(transform(kms_key_arn=KEY, former_kms_key_arns=[FORMER]))
        if statement["Action"][0].startswith("kms:")
    ]
    assert {
        action: [
            arn
            for statement in keys
            if action in statement["Action"]
            for arn in statement["Resource"]
        ]
        for action in KEY_ACTIONS
    } == {
        "kms:Decrypt": [KEY, FORMER],
        "kms:GenerateDataKey": [KEY],
    }


def test_a_contract_that_hashes_gets_its_key_from_secrets_manager_and_not_from_the_environment(
    hashing_contract: Path,
) -> None:
    recorder = transform(contract=str(hashing_contract), protection_key="sixteen characters")
    function = recorder.one("Function").inputs["environment"]["variables"]
    secret = recorder.one("Secret")
    assert function["PROTECTION_KEY_SECRET_ARN"].endswith(secret.name)
    assert "sixteen characters" not in json.dumps(function)
    assert {
        "Effect": "Allow",
        "Action": ["secretsmanager:GetSecretValue"],
        "Resource": [function["PROTECTION_KEY_SECRET_ARN"]],
    } in rights(recorder)


def test_a_contract_that_hashes_without_a_key_is_refused(hashing_contract: Path) -> None:
    with pytest.raises(
        ValueError,
        match=r"protection_key is not set, and the contract hashes columns of clickstream_events: email",
    ):
        transform(contract=str(hashing_contract))


def test_a_contract_that_hashes_nothing_makes_no_secret(default: Recorder) -> None:
    assert not default.of("Secret")


def test_one_bucket_for_both_zones_is_listened_to_and_written_to_beneath_prefixes_apart() -> None:
    recorder = transform(lake_bucket="shop-raw", lake_bucket_arn=RAW)
    (notification,) = recorder.one("BucketNotification").inputs["queues"]
    assert notification["filterPrefix"] == "raw/", (
        "only what lies beneath raw/ starts the converter"
    )
    written = [
        arn
        for statement in rights(recorder)
        if "s3:PutObject" in statement["Action"]
        for arn in statement["Resource"]
    ]
    read = [
        arn
        for statement in rights(recorder)
        if "s3:GetObject" in statement["Action"]
        for arn in statement["Resource"]
    ]
    assert written == [f"{RAW}/events/*", f"{RAW}/quarantine/*"], (
        "it could not write a raw object if it tried"
    )
    assert read == [f"{RAW}/raw/*"], "nor read what it wrote"


def test_a_layout_in_which_the_converter_would_start_itself_stops_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "components.lambda_converter.OUTPUT_PREFIXES", ("events/", "raw/converted/")
    )
    with pytest.raises(
        RecursiveTriggerError,
        match="files are written below 'raw/converted/', and new objects below 'raw/' start",
    ):
        transform()


def test_a_contract_that_cannot_be_read_fails_the_program() -> None:
    with pytest.raises(ContractError, match="no such file"):
        transform(contract="missing.yaml")


@pytest.mark.parametrize(
    ("key", "value"),
    [("timeout_seconds", 901), ("max_concurrency", 1), ("batch_size", 11), ("memory_mb", 64)],
)
def test_a_setting_outside_lambdas_range_is_refused_with_the_value(key: str, value: int) -> None:
    with pytest.raises(ValueError, match=f"{key} is {value}; allowed: "):
        transform(**{key: value})


def test_a_date_that_is_none_is_refused_with_the_value() -> None:
    with pytest.raises(
        ValueError, match=r"earliest_event_date is '01\.02\.2024'; allowed: an ISO 8601 date"
    ):
        transform(earliest_event_date="01.02.2024")


def test_the_functions_description_fits_lambda_for_the_longest_table_name(tmp_path: Path) -> None:
    contract = yaml.safe_load(CLICKSTREAM.read_text(encoding="utf-8"))
    contract["schema"][0]["physicalName"] = "t" * 244
    path = tmp_path / "long.odcs.yaml"
    path.write_text(yaml.safe_dump(contract), encoding="utf-8")
    description = transform(contract=str(path)).one("Function").inputs["description"]
    assert len(description.encode()) == 256, "Lambda takes no more"
    assert description.endswith("…")
