import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from clickstream.contract import Contract
from clickstream.contract.firehose_conversion import event_date_query
from clickstream.contract.model import PartitionKey, partition_path
from clickstream.contract.odcs import read_contract
from components import DeliveryPartition, FirehoseConverter, FirehoseConverterArgs, RawCompression
from components.firehose_converter import partition_prefix
from components.shared.engine import Engine, events_table
from tests.paths import CLICKSTREAM, SONG_PLAYS
from tests.unit.recorder import ACCOUNT, Recorder, record

LAKE, RAW = "arn:aws:s3:::shop-lake", "arn:aws:s3:::shop-raw"
CATALOG = f"arn:aws:glue:eu-central-1:{ACCOUNT}:catalog"
KEY = "arn:aws:kms:eu-central-1:123456789012:key/k"


def ingestion(**more: Any) -> Recorder:
    args: FirehoseConverterArgs = {  # pyright: ignore[reportAssignmentType] - the tests vary the keys
        "contract": str(CLICKSTREAM),
        "catalog_arn": CATALOG,
        "database": "shop",
        "table": "clickstream_events",
        "lake_bucket_arn": LAKE,
        "raw_bucket_arn": RAW,
        **more,
    }
    return record(lambda: FirehoseConverter("in", args))


def destination(recorder: Recorder) -> dict[str, Any]:
    return recorder.one("FirehoseDeliveryStream").inputs["extendedS3Configuration"]


def statements(recorder: Recorder, kind: str) -> list[dict[str, Any]]:
    return json.loads(recorder.one(kind).inputs["policy"])["Statement"]


def test_parquet_goes_straight_to_the_events_table_with_that_table_as_schema() -> None:
    config = destination(ingestion())
    conversion = config["dataFormatConversionConfiguration"]
    assert (config["bucketArn"], config["fileExtension"]) == (LAKE, ".parquet")
    assert conversion["schemaConfiguration"]["databaseName"] == "shop"
    assert conversion["schemaConfiguration"]["tableName"] == "clickstream_events"
    assert conversion["schemaConfiguration"]["versionId"] == "LATEST", (
        "a changed contract takes effect without a change of the stream"
    )
    assert conversion["outputFormatConfiguration"] == {
        "serializer": {"parquetSerDe": {"compression": "SNAPPY"}}
    }
    assert "compressionFormat" not in config, (
        "Firehose refuses one beside a conversion: Parquet is compressed inside"
    )


def test_keys_are_read_whatever_their_case_and_mapped_where_a_column_is_named_otherwise() -> None:
    config = destination(ingestion(contract=str(SONG_PLAYS), table="song_plays"))
    reader = config["dataFormatConversionConfiguration"]["inputFormatConfiguration"][
        "deserializer"
    ]["openXJsonSerDe"]
    assert reader == {
        "caseInsensitive": True,
        "columnToJsonKeyMappings": {"played_at": "playedat", "song_id": "songid"},
    }


def test_by_arrival_nothing_is_processed_and_the_prefix_is_the_date_of_arrival() -> None:
    config = destination(ingestion())
    assert config["prefix"] == "events/p_date=!{timestamp:yyyy-MM-dd}/"
    assert not {"processingConfiguration", "dynamicPartitioningConfiguration"} & set(config)


def test_by_event_records_are_parted_and_their_date_is_extracted(clickstream: Contract) -> None:
    config = destination(ingestion(firehose_partition=DeliveryPartition.EVENT))
    assert (
        config["prefix"]
        == "events/year=!{partitionKeyFromQuery:year}/month=!{partitionKeyFromQuery:month}/day=!{partitionKeyFromQuery:day}/arrived-!{timestamp:yyyy-MM-dd}-"
    )
    assert config["dynamicPartitioningConfiguration"] == {"enabled": True, "retryDuration": 300}
    parting, extraction = config["processingConfiguration"]["processors"]
    assert parting == {
        "type": "RecordDeAggregation",
        "parameters": [{"parameterName": "SubRecordType", "parameterValue": "JSON"}],
    }
    assert {
        entry["parameterName"]: entry["parameterValue"] for entry in extraction["parameters"]
    } == {
        "MetadataExtractionQuery": event_date_query(clickstream),
        "JsonParsingEngine": "JQ-1.6",
    }


@pytest.mark.parametrize("path", [CLICKSTREAM, SONG_PLAYS], ids=lambda path: path.name)
@pytest.mark.parametrize("partition", DeliveryPartition)
def test_firehose_writes_a_date_where_athena_looks_for_it(
    path: Any, partition: DeliveryPartition
) -> None:
    contract, day = read_contract(path), date(2026, 1, 5)
    keys = events_table(contract, Engine.FIREHOSE, partition).keys
    written = evaluated(partition_prefix(keys, partition), keys, day)
    folder, _, name = f"{written}ingestion-1-2026-01-05-10-00-00-uuid.parquet".rpartition("/")
    assert folder == partition_path(tuple(keys), day), (
        "the file is in the partition's folder itself: an engine that lists one level finds it"
    )
    assert not name.startswith(("_", ".")), "Athena skips files with such names"


def evaluated(prefix: str, keys: Sequence[PartitionKey], day: date) -> str:
    """Return a prefix as Firehose evaluates it for events of a day that arrive on it."""
    has_timestamp = "!{timestamp:" in prefix
    prefix = prefix.replace("!{timestamp:yyyy-MM-dd}", day.isoformat())
    for key in keys:
        prefix = prefix.replace(
            f"!{{partitionKeyFromQuery:{key.name}}}", day.strftime(key.date_format)
        )
    assert "!{" not in prefix, "the test evaluates every expression"
    return prefix if has_timestamp else f"{prefix}{day:%Y/%m/%d}/10/"


def test_what_cannot_be_converted_lands_in_the_lakes_bucket_outside_every_table() -> None:
    assert destination(ingestion())["errorOutputPrefix"].startswith(
        "errors/!{firehose:error-output-type}/"
    )


@pytest.mark.parametrize(
    ("compression", "format_"),
    [(RawCompression.GZIP, "GZIP"), (RawCompression.NONE, "UNCOMPRESSED")],
)
def test_records_are_kept_as_they_came_in_the_raw_zone(
    compression: RawCompression, format_: str
) -> None:
    config = destination(ingestion(raw_compression=compression))
    assert config["s3BackupMode"] == "Enabled"
    copy = config["s3BackupConfiguration"]
    assert (copy["bucketArn"], copy["compressionFormat"]) == (RAW, format_)
    assert (
        copy["prefix"] == "raw/year=!{timestamp:yyyy}/month=!{timestamp:MM}/day=!{timestamp:dd}/"
    ), "as the function would read them"


def test_the_stream_reads_its_schema_and_writes_below_its_prefixes_and_nothing_else() -> None:
    granted = statements(ingestion(), "RolePolicy")
    base = CATALOG.removesuffix("catalog")
    (schema,) = [
        statement
        for statement in granted
        if any(action.startswith("glue:") for action in statement["Action"])
    ]
    assert schema["Action"] == ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"]
    assert schema["Resource"] == [
        CATALOG,
        f"{base}database/shop",
        f"{base}table/shop/clickstream_events",
    ]
    written = [
        arn
        for statement in granted
        if "s3:PutObject" in statement["Action"]
        for arn in statement["Resource"]
    ]
    assert written == [f"{LAKE}/events/*", f"{LAKE}/errors/*", f"{RAW}/raw/*", f"{RAW}/errors/*"]


def test_only_firehose_on_behalf_of_this_account_takes_on_the_role() -> None:
    (trust,) = json.loads(ingestion().one("Role").inputs["assumeRolePolicy"])["Statement"]
    assert trust["Principal"] == {"Service": "firehose.amazonaws.com"}
    assert trust["Condition"] == {"StringEquals": {"sts:ExternalId": ACCOUNT}}


def test_a_producer_may_put_records_to_this_stream_and_nothing_else() -> None:
    (statement,) = statements(ingestion(), "Policy")
    assert sorted(statement["Action"]) == ["firehose:PutRecord", "firehose:PutRecordBatch"]


def test_a_customer_key_reaches_stream_buckets_role_and_producers() -> None:
    recorder = ingestion(kms_key_arn=KEY)
    grant = {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": [KEY]}
    assert grant in statements(recorder, "RolePolicy")
    assert grant in statements(recorder, "Policy")
    assert (
        destination(recorder)["kmsKeyArn"]
        == destination(recorder)["s3BackupConfiguration"]["kmsKeyArn"]
        == KEY
    )
    assert recorder.one("FirehoseDeliveryStream").inputs["serverSideEncryption"]["keyArn"] == KEY


def test_the_stream_waits_for_its_rights() -> None:
    assert any(
        "RolePolicy" in urn for urn in ingestion().one("FirehoseDeliveryStream").dependencies
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("buffering_mb", 5),
        ("buffering_mb", 129),
        ("buffering_seconds", 0),
        ("buffering_seconds", 901),
    ],
)
def test_buffering_that_firehose_does_not_take_with_a_conversion_is_refused(
    key: str, value: int
) -> None:
    with pytest.raises(ValueError, match=rf"{key} is {value}; allowed: \d+ to \d+"):
        ingestion(**{key: value})
