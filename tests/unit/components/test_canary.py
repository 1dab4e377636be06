import json
from pathlib import Path
from typing import Any

import pulumi
import pytest

from canary.settings import read_settings
from clickstream.contract import ContractError
from clickstream.contract.event_template import fill
from components import Architecture, Canary, CanaryArgs, DeliveryPartition, Engine
from components.shared.canary_file import TEMPLATE_TIME
from tests.paths import CLICKSTREAM, GA4, ROOT
from tests.unit.recorder import ACCOUNT, Recorder, record

STREAM = "arn:aws:firehose:eu-central-1:123456789012:deliverystream/in"
CATALOG = "arn:aws:glue:eu-central-1:123456789012:catalog"
LAKE, RESULTS = "arn:aws:s3:::shop-lake", "arn:aws:s3:::shop-results"
KEY, FORMER = (f"arn:aws:kms:eu-central-1:123456789012:key/{name}" for name in ("k", "f"))
FUNCTION = f"arn:aws:lambda:eu-central-1:{ACCOUNT}:canary"


def canary(**more: Any) -> Recorder:
    args: CanaryArgs = {
        "contract": str(CLICKSTREAM),
        "delivery_stream_name": "in",
        "delivery_stream_arn": STREAM,
        "catalog_arn": CATALOG,
        "database": "shop_lake",
        "table": "clickstream_events",
        "workgroup": "catalog",
        "lake_bucket": "shop-lake",
        "lake_bucket_arn": LAKE,
        "results_bucket_arn": RESULTS,
        **more,  # pyright: ignore[reportAssignmentType] - the tests vary the keys
    }
    return record(lambda: Canary("canary", args))


@pytest.fixture(scope="module")
def default() -> Recorder:
    return canary()


def statements(recorder: Recorder, role: str) -> list[dict[str, Any]]:
    return json.loads(recorder.one("RolePolicy", role).inputs["policy"])["Statement"]


def resources(recorder: Recorder, action: str) -> list[str]:
    """Return the resources on which the function may take an action."""
    return [
        arn
        for statement in statements(recorder, "canary-function")
        if action in statement["Action"]
        for arn in statement["Resource"]
    ]


def function(recorder: Recorder) -> dict[str, Any]:
    return recorder.one("Function").inputs


def test_the_schedule_starts_the_function_every_minute_without_retries(default: Recorder) -> None:
    schedule = default.one("Schedule").inputs
    assert schedule["scheduleExpression"] == "rate(1 minute)"
    assert schedule["target"]["arn"] == FUNCTION
    assert schedule["target"]["retryPolicy"] == {
        "maximumEventAgeInSeconds": 60,
        "maximumRetryAttempts": 0,
    }
    runs = default.one("FunctionEventInvokeConfig").inputs
    assert (runs["maximumRetryAttempts"], runs["maximumEventAgeInSeconds"]) == (0, 60), (
        "a repeated run would send a second event of its minute"
    )
    assert function(default)["timeout"] <= 60, "a run ends before the next"


def test_only_schedules_of_this_account_may_start_this_function_and_nothing_else(
    default: Recorder,
) -> None:
    (trust,) = json.loads(default.one("Role", "canary-schedule").inputs["assumeRolePolicy"])[
        "Statement"
    ]
    assert trust["Principal"] == {"Service": "scheduler.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"aws:SourceAccount": ACCOUNT}}
    assert statements(default, "canary-schedule") == [
        {"Effect": "Allow", "Action": ["lambda:InvokeFunction"], "Resource": [FUNCTION]}
    ]


def test_the_function_may_send_query_and_log_and_nothing_else(default: Recorder) -> None:
    granted = {
        action: statement["Resource"]
        for statement in statements(default, "canary-function")
        for action in statement["Action"]
    }
    assert set(granted) == {
        "firehose:PutRecord",
        "athena:StartQueryExecution",
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:StopQueryExecution",
        "glue:GetDatabase",
        "glue:GetTable",
        "glue:GetPartitions",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:ListBucket",
        "s3:GetBucketLocation",
        "s3:PutObject",
        "s3:AbortMultipartUpload",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    }
    assert granted["firehose:PutRecord"] == [STREAM]
    assert granted["athena:StartQueryExecution"] == [
        f"arn:aws:athena:eu-central-1:{ACCOUNT}:workgroup/catalog"
    ]
    assert granted["glue:GetTable"] == [
        CATALOG,
        f"arn:aws:glue:eu-central-1:{ACCOUNT}:database/shop_lake",
        f"arn:aws:glue:eu-central-1:{ACCOUNT}:table/shop_lake/clickstream_events",
    ]


def test_the_function_reads_the_events_table_and_writes_query_results_alone(
    default: Recorder,
) -> None:
    assert resources(default, "s3:GetObject") == [f"{LAKE}/events/*", f"{RESULTS}/athena-results/*"]
    assert resources(default, "s3:PutObject") == [f"{RESULTS}/athena-results/*"]
    listings = [
        (statement["Resource"], statement["Condition"]["StringLike"]["s3:prefix"])
        for statement in statements(default, "canary-function")
        if "s3:ListBucket" in statement["Action"]
    ]
    assert listings == [([LAKE], ["events/*"]), ([RESULTS], ["athena-results/*"])]


def test_a_customer_key_encrypts_log_and_results_and_former_keys_are_read_with() -> None:
    recorder = canary(kms_key_arn=KEY, former_kms_key_arns=[FORMER])
    assert recorder.one("LogGroup").inputs["kmsKeyId"] == KEY
    assert resources(recorder, "kms:GenerateDataKey") == [KEY]
    assert resources(recorder, "kms:Decrypt") == [KEY, FORMER]


def test_the_log_is_kept_for_as_long_as_asked() -> None:
    recorder = canary(log_retention_days=7)
    assert recorder.one("LogGroup").inputs["retentionInDays"] == 7
    assert function(recorder)["loggingConfig"] == {
        "logFormat": "JSON",
        "logGroup": "canary-function",
    }


def test_the_code_is_of_explicit_files_and_a_layer_for_the_processor() -> None:
    recorder = canary(architecture=Architecture.X86_64)
    made = function(recorder)
    assert (made["handler"], made["architectures"]) == ("canary.handler.handler", ["x86_64"])
    assert isinstance(made["code"], pulumi.AssetArchive)
    files = set(made["code"].assets)
    assert {"canary/handler.py", "canary.json", "clickstream/contract/event_template.py"} <= files
    assert not [name for name in files if "polars" in name or name.endswith(".yaml")]
    layer = recorder.one("LayerVersion").inputs
    assert (layer["compatibleArchitectures"], layer["s3Bucket"]) == (["x86_64"], "shop-lake")


def compiled(recorder: Recorder) -> str:
    asset = function(recorder)["code"].assets["canary.json"]
    return asset.text


def test_the_function_reads_the_settings_and_the_template_that_it_is_given() -> None:
    recorder = canary(contract=str(GA4), table="ga4_events")
    settings = read_settings(function(recorder)["environment"]["variables"], compiled(recorder))
    assert (settings.stream, settings.workgroup) == ("in", "catalog")
    assert (settings.lake_bucket, settings.prefix) == ("shop-lake", "events/")
    table = settings.table
    assert (table.database, table.name) == ("shop_lake", "ga4_events")
    assert (table.event_type, table.event_time) == ("event_name", "event_timestamp")
    assert [key.name for key in table.keys] == ["year", "month", "day"]
    event = fill(settings.event, "canary-1", TEMPLATE_TIME)
    assert (event["event_name"], event["event_id"]) == ("canary", "canary-1")


@pytest.mark.parametrize(
    ("partition", "keys"),
    [
        (DeliveryPartition.ARRIVAL, ["p_date"]),
        (DeliveryPartition.EVENT, ["year", "month", "day"]),
    ],
)
def test_with_engine_firehose_the_keys_are_those_of_its_table(
    partition: DeliveryPartition, keys: list[str]
) -> None:
    recorder = canary(engine=Engine.FIREHOSE, firehose_partition=partition)
    assert [key["name"] for key in json.loads(compiled(recorder))["partition_keys"]] == keys


def test_the_function_and_the_schedule_wait_for_their_rights(default: Recorder) -> None:
    for kind, role in (("Function", "canary-function"), ("Schedule", "canary-schedule")):
        assert any(urn.endswith(f"RolePolicy::{role}") for urn in default.one(kind).dependencies), (
            kind
        )


def test_a_contract_without_an_event_type_is_refused_with_the_remedy() -> None:
    profiles = ROOT / "contracts" / "user_profiles.odcs.yaml"
    with pytest.raises(ContractError, match=r"user_profiles.*eventType.*Set `eventType: true`"):
        canary(contract=str(profiles))


def test_the_compiled_file_does_not_depend_on_the_time_or_the_path(tmp_path: Path) -> None:
    copy = tmp_path / "other.odcs.yaml"
    copy.write_text(CLICKSTREAM.read_text(encoding="utf-8"), encoding="utf-8")
    assert compiled(canary()) == compiled(canary(contract=str(copy))), (
        "a deployment without a change uploads nothing"
    )
