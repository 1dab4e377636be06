import re
from collections.abc import Callable
from typing import Any

import pulumi
import pytest

from components import (
    ApiSource,
    Catalog,
    Crawlers,
    DailyModels,
    DataLake,
    FirehoseConverter,
    Ingestion,
    LambdaConverter,
    SparkConverter,
    SparkJob,
    SparkStart,
)
from components.shared.customer_key import allowed_instead, check_keys
from tests.paths import CLICKSTREAM, ROOT
from tests.unit.recorder import record

KEY = "arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ALIAS = "arn:aws:kms:eu-central-1:123456789012:alias/lake"

BUCKET = "arn:aws:s3:::shop"
CONVERSION: dict[str, Any] = {
    "contract": str(CLICKSTREAM),
    "raw_bucket": "shop",
    "raw_bucket_arn": BUCKET,
    "lake_bucket": "shop",
    "lake_bucket_arn": BUCKET,
}
TABLES = {"catalog_arn": "arn:aws:glue:eu-central-1:123456789012:catalog", "database": "shop"}
SCRIPT = {
    "description": "Runs.",
    "script": str(ROOT / "spark_src" / "convert.py"),
    "assets_bucket": "shop",
    "assets_bucket_arn": BUCKET,
    "policy": "{}",
}
STREAM = {
    "request": {"url": "https://api.example/"},
    "delivery_stream_name": "in",
    "delivery_stream_arn": "arn:in",
    "raw_bucket": "shop",
    "raw_bucket_arn": BUCKET,
}
MODELS = {
    "models": str(ROOT / "models" / "user_profile"),
    "database": "shop",
    "lake_bucket": "shop",
    "lake_bucket_arn": BUCKET,
}
COMPONENTS: list[tuple[Callable[..., object], dict[str, Any]]] = [
    (DataLake, {}),
    (
        Catalog,
        {
            "contract": str(CLICKSTREAM),
            "database": "shop",
            "lake_bucket": "shop",
            "results_bucket": "shop",
        },
    ),
    (Ingestion, {"raw_bucket_arn": BUCKET}),
    (
        FirehoseConverter,
        {
            **TABLES,
            "contract": str(CLICKSTREAM),
            "table": "events",
            "lake_bucket_arn": BUCKET,
            "raw_bucket_arn": BUCKET,
        },
    ),
    (LambdaConverter, CONVERSION),
    (SparkConverter, CONVERSION),
    (SparkConverter, {**CONVERSION, "start": SparkStart.MANUAL}),
    (SparkJob, SCRIPT),
    (Crawlers, {**TABLES, "events_table": "events", "lake_bucket_arn": BUCKET}),
    (DailyModels, {**MODELS, "contract": str(CLICKSTREAM)}),
    (ApiSource, STREAM),
]
CURRENT = [(component, args, {"kms_key_arn": ALIAS}) for component, args in COMPONENTS]
FORMER: list[tuple[Callable[..., object], dict[str, Any], dict[str, Any]]] = [
    (component, args, {"former_kms_key_arns": [KEY, ALIAS]})
    for component, args in COMPONENTS
    if component not in {DataLake, Catalog}
]


@pytest.mark.parametrize(
    "arn",
    [
        KEY,
        "arn:aws:kms:us-east-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab",
        "arn:aws-cn:kms:cn-north-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    ],
)
def test_a_keys_arn_is_taken_in_every_partition(arn: str) -> None:
    assert allowed_instead(arn) is None


@pytest.mark.parametrize(
    "arn",
    [
        "arn:x",
        "1234abcd-12ab-34cd-56ef-1234567890ab",
        "mrk-1234",
        KEY + "/",
        KEY.replace(":kms:", ":s3:"),
        KEY.replace("123456789012", "12345"),
        f" {KEY}",
        f"{KEY}\n",
    ],
)
def test_any_other_text_is_told_what_a_keys_arn_looks_like(arn: str) -> None:
    assert allowed_instead(arn) == f"the ARN of a KMS key, such as {KEY}"


@pytest.mark.parametrize("alias", [ALIAS, "alias/lake"])
def test_an_alias_is_told_why_it_will_not_do_and_how_to_get_the_keys_arn(alias: str) -> None:
    said = allowed_instead(alias) or ""
    assert "IAM and S3 compare key ARNs" in said
    assert "aws kms describe-key --key-id alias/lake --query KeyMetadata.Arn" in said


@pytest.mark.parametrize(
    ("component", "args", "keys"),
    [*CURRENT, *FORMER],
    ids=[f"{component.__name__}-{next(iter(keys))}" for component, _, keys in [*CURRENT, *FORMER]],
)
def test_every_component_refuses_an_alias_by_the_arguments_name(
    component: Callable[..., object], args: dict[str, Any], keys: dict[str, Any]
) -> None:
    (name,) = keys
    with pytest.raises(
        ValueError, match=re.escape(f"{name} is {ALIAS!r}; allowed: the ARN of a KMS key")
    ):
        record(lambda: component("shop", {**args, **keys}))


def test_no_key_and_a_key_that_is_not_known_yet_pass() -> None:
    check_keys({})
    check_keys({"kms_key_arn": "", "former_kms_key_arns": []})
    record(
        lambda: check_keys(
            {
                "kms_key_arn": pulumi.Output.from_input(ALIAS),
                "former_kms_key_arns": [pulumi.Output.from_input(ALIAS)],
            }
        )
    )
