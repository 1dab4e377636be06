"""Raw objects to rows of texts, on the workers, chunk by chunk.

Spark's own readers are not used: they give no digest of an object's bytes, which names its files,
and hold an object in memory as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from clickstream.records.exact import DecodedChunk, RowBuilder, read_exactly
from clickstream.records.naming import DigestingStream, arrival_date, output_stem
from clickstream.records.unpack import Unpacked
from clickstream_spark.arrow import RecordBatch, Schema, pa
from clickstream_spark.columns import (
    DETAIL,
    EVENT,
    EXTRA,
    INVALID,
    KIND,
    LATEST,
    OBJECT,
    POSITION,
    REASON,
    SEQUENCE,
    SUMMARY,
    TEXT,
    text_of,
)
from clickstream_spark.report import ReadSummary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mypy_boto3_s3 import S3Client

    from clickstream.contract import Contract

GONE = {"NoSuchKey", "NoSuchVersion", "404"}
RETRIES = Config(retries={"mode": "standard", "max_attempts": 5})
OBJECTS_SCHEMA = "number bigint, bucket string, key string, version string"


@dataclass(frozen=True)
class RawObject:
    """Raw object, as an S3 notification or a listing identifies it."""

    bucket: str
    key: str
    """Key in S3, not URL-encoded."""
    version: str | None = None

    @property
    def address(self) -> str:
        """Address of the object, s3://bucket/key."""
        return f"s3://{self.bucket}/{self.key}"


@cache
def s3_client(region: str) -> S3Client:
    """Return the S3 client of this worker.

    The region is given, since the environment of a worker may have none.
    """
    return boto3.client("s3", region_name=region, config=RETRIES)


def texts_schema(contract: Contract) -> str:
    """Return the schema of the rows of `reader`, as Spark DDL."""
    types = {
        OBJECT: "bigint",
        KIND: "int",
        SEQUENCE: "bigint",
        POSITION: "bigint",
        TEXT: "string",
        REASON: "string",
        DETAIL: "string",
        LATEST: "timestamp_ntz",
        EXTRA: "string",
        **dict.fromkeys(_text_columns(contract), "string"),
    }
    return ", ".join(f"`{name}` {kind}" for name, kind in types.items())


def _arrow_schema(contract: Contract) -> Schema:
    """Return the same schema for Arrow."""
    types = {
        OBJECT: pa.int64(),
        KIND: pa.int32(),
        SEQUENCE: pa.int64(),
        POSITION: pa.int64(),
        TEXT: pa.string(),
        REASON: pa.string(),
        DETAIL: pa.string(),
        LATEST: pa.timestamp("us"),
        EXTRA: pa.string(),
        **dict.fromkeys(_text_columns(contract), pa.string()),
    }
    return pa.schema(list(types.items()))


def _text_columns(contract: Contract) -> list[str]:
    return [text_of(name) for name in RowBuilder(contract).columns]


def reader(
    contract: Contract, region: str, max_unpacked: int, max_future: timedelta
) -> Callable[[Iterable[RecordBatch]], Iterable[RecordBatch]]:
    """Return the function that Spark runs over batches of `OBJECTS_SCHEMA`.

    An object that cannot be read does not fail the others: its summary has the error, and the
    writer drops the rows that were read before.
    """

    def read(batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        for batch in batches:
            for row in cast("list[dict[str, Any]]", batch.to_pylist()):
                raw = RawObject(row["bucket"], row["key"], row["version"])
                object_reader = _ObjectReader(row["number"], raw, contract, max_future)
                yield from object_reader.batches(region, max_unpacked)

    return read


class _ObjectReader:
    """Reader of one raw object."""

    def __init__(
        self, number: int, raw: RawObject, contract: Contract, max_future: timedelta
    ) -> None:
        self.number, self.raw = number, raw
        self.contract, self.max_future = contract, max_future
        self.schema = _arrow_schema(contract)
        self.text_columns = len(_text_columns(contract))
        self.latest: datetime | None = None
        self.sequence = 0
        self.lines = 0

    def batches(self, region: str, max_unpacked: int) -> Iterator[RecordBatch]:
        """Yield the rows of the object's records, then the row of its summary."""
        source = self.raw.address
        try:
            response = _get(self.raw, region)
            arrived: datetime = response["LastModified"].astimezone(UTC).replace(tzinfo=None)
            self.latest = arrived + self.max_future
            stream = DigestingStream(response["Body"])
            for chunk in read_exactly(Unpacked(stream, max_unpacked), self.contract):
                yield self._records(chunk)
            summary = ReadSummary(
                source,
                output_stem(self.raw.key, stream.content()),
                arrival_date(self.raw.key, arrived.date()).isoformat(),
                self.lines,
            )
        except Exception as error:  # noqa: BLE001 - any error fails this object alone; raised, it would fail the whole round
            if _is_gone(error):
                summary = ReadSummary(source, gone=True)
            else:
                summary = ReadSummary(source, problem=f"{type(error).__name__}: {error}")
        yield self._summary(summary)

    def _records(self, chunk: DecodedChunk) -> RecordBatch:
        no_texts = [None] * self.text_columns
        rows: list[list[Any]] = [
            [INVALID, item.position, item.text, str(item.reason), item.detail, None, *no_texts]
            for item in chunk.invalid
        ]
        rows += [
            [EVENT, position, text, None, None, extra, *texts]
            for position, text, extra, *texts in chunk.rows
        ]
        self.lines += len(rows)
        return self._batch(rows)

    def _summary(self, summary: ReadSummary) -> RecordBatch:
        no_texts = [None] * self.text_columns
        return self._batch([[SUMMARY, None, summary.to_json(), None, None, None, *no_texts]])

    def _batch(self, rows: list[list[Any]]) -> RecordBatch:
        kind, position, text, reason, detail, extra, *texts = (
            zip(*rows, strict=True) if rows else [()] * (6 + self.text_columns)
        )
        count = len(rows)
        sequence = range(self.sequence, self.sequence + count)
        self.sequence += count
        numbers, latest = [self.number] * count, [self.latest] * count
        fixed: list[Any] = [numbers, kind, sequence, position, text, reason, detail, latest, extra]
        arrays = [
            pa.array(column, field.type)
            for column, field in zip([*fixed, *texts], self.schema, strict=True)
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=self.schema)


def _is_gone(error: Exception) -> bool:
    return isinstance(error, ClientError) and error.response.get("Error", {}).get("Code") in GONE


def _get(raw: RawObject, region: str) -> dict[str, Any]:
    version: dict[str, Any] = {"VersionId": raw.version} if raw.version else {}
    response = s3_client(region).get_object(Bucket=raw.bucket, Key=raw.key, **version)
    return cast("dict[str, Any]", response)
