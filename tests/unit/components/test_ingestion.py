import json
from typing import Any

import pulumi
import pytest

from components import Ingestion, IngestionArgs, RawCompression
from tests.unit.recorder import ACCOUNT, Recorder, record

BUCKET = "arn:aws:s3:::shop-raw"
KEY = "arn:aws:kms:eu-central-1:123456789012:key/k"


def ingestion(**more: Any) -> Recorder:
    args: IngestionArgs = {"raw_bucket_arn": BUCKET, **more}  # pyright: ignore[reportAssignmentType] - the tests vary the keys
    return record(lambda: Ingestion("in", args))


def destination(recorder: Recorder) -> dict[str, Any]:
    return recorder.one("FirehoseDeliveryStream").inputs["extendedS3Configuration"]


def statements(recorder: Recorder, kind: str) -> list[dict[str, Any]]:
    return json.loads(recorder.one(kind).inputs["policy"])["Statement"]


def test_records_are_put_directly_and_land_in_the_raw_zone_by_arrival_date() -> None:
    stream = ingestion()
    assert "kinesisSourceConfiguration" not in stream.one("FirehoseDeliveryStream").inputs
    assert destination(stream)["bucketArn"] == BUCKET
    assert (
        destination(stream)["prefix"]
        == "raw/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/"
    )


def test_delivery_errors_land_outside_the_zone_that_is_converted() -> None:
    prefix = destination(ingestion())["errorOutputPrefix"]
    assert prefix.startswith("errors/!{firehose:error-output-type}/")


def test_their_address_is_an_output() -> None:
    def program() -> None:
        pulumi.export("errors", Ingestion("in", {"raw_bucket_arn": BUCKET}).delivery_errors)

    assert record(program).outputs["errors"] == "s3://shop-raw/errors/"


def test_records_are_set_apart_by_newlines() -> None:
    (processor,) = destination(ingestion())["processingConfiguration"]["processors"]
    assert processor == {
        "type": "AppendDelimiterToRecord",
        "parameters": [{"parameterName": "Delimiter", "parameterValue": "\\n"}],
    }


def test_buffering_is_a_setting() -> None:
    config = destination(ingestion(buffering_mb=64, buffering_seconds=300))
    assert (config["bufferingSize"], config["bufferingInterval"]) == (64, 300)


@pytest.mark.parametrize(
    ("compression", "format_", "suffix"),
    [(RawCompression.GZIP, "GZIP", ".json.gz"), (RawCompression.NONE, "UNCOMPRESSED", ".json")],
)
def test_compression_is_a_setting_that_the_file_names_show(
    compression: RawCompression, format_: str, suffix: str
) -> None:
    config = destination(ingestion(raw_compression=compression))
    assert (config["compressionFormat"], config["fileExtension"]) == (format_, suffix)


def test_what_firehose_cannot_deliver_is_logged_for_a_while() -> None:
    stream = ingestion(log_retention_days=7)
    assert destination(stream)["cloudwatchLoggingOptions"] == {
        "enabled": True,
        "logGroupName": "in-delivery",
        "logStreamName": "S3Delivery",
    }
    assert stream.one("LogGroup").inputs["retentionInDays"] == 7


def test_only_firehose_on_behalf_of_this_account_takes_on_the_role() -> None:
    (trust,) = json.loads(ingestion().one("Role").inputs["assumeRolePolicy"])["Statement"]
    assert trust["Principal"] == {"Service": "firehose.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"sts:ExternalId": ACCOUNT}}


def test_the_stream_writes_below_its_own_prefixes_only() -> None:
    writing = [
        statement
        for statement in statements(ingestion(), "RolePolicy")
        if "s3:PutObject" in statement["Action"]
    ]
    assert [statement["Resource"] for statement in writing] == [
        [f"{BUCKET}/raw/*", f"{BUCKET}/errors/*"]
    ]


def test_a_producer_may_put_records_to_this_stream_and_nothing_else() -> None:
    stream = ingestion()
    (statement,) = statements(stream, "Policy")
    assert sorted(statement["Action"]) == ["firehose:PutRecord", "firehose:PutRecordBatch"]
    assert statement["Resource"] == ["arn:aws:kinesis:eu-central-1:123456789012:in"], (
        "the stream's own ARN"
    )


def test_the_stream_waits_for_its_rights() -> None:
    stream = ingestion()
    assert any("RolePolicy" in urn for urn in stream.one("FirehoseDeliveryStream").dependencies), (
        "a stream without rights fails at its first delivery"
    )


def test_without_a_customer_key_the_stream_is_encrypted_and_nobody_is_granted_one() -> None:
    stream = ingestion()
    assert stream.one("FirehoseDeliveryStream").inputs["serverSideEncryption"] == {
        "enabled": True,
        "keyType": "AWS_OWNED_CMK",
    }
    assert "kms" not in json.dumps([statements(stream, "RolePolicy"), statements(stream, "Policy")])


def test_a_customer_key_reaches_stream_role_and_producers() -> None:
    stream = ingestion(kms_key_arn=KEY)
    assert stream.one("FirehoseDeliveryStream").inputs["serverSideEncryption"] == {
        "enabled": True,
        "keyType": "CUSTOMER_MANAGED_CMK",
        "keyArn": KEY,
    }
    grant = {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": [KEY]}
    assert grant in statements(stream, "RolePolicy"), "delivery writes encrypted objects"
    assert grant in statements(stream, "Policy"), "callers of PutRecord need the key themselves"


@pytest.mark.parametrize(
    ("key", "value"), [("buffering_mb", 0), ("buffering_mb", 129), ("buffering_seconds", 901)]
)
def test_buffering_outside_firehoses_range_is_refused_with_the_value(key: str, value: int) -> None:
    with pytest.raises(ValueError, match=f"{key} is {value}; allowed: "):
        ingestion(**{key: value})
