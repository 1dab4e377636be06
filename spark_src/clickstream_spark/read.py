"""Raw objects to rows of texts, on the workers: each object is fetched, unpacked and decoded there, stretch by stretch.

Spark's own readers do not do for it: they give no digest of an object's bytes, which names the
object's files, and hold an object whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from clickstream.records.exact import Spread, Spreader, read_exactly
from clickstream.records.naming import DigestingStream, arrival_date, output_stem
from clickstream.records.unpack import Unpacked
from clickstream_spark.arrow import Batch, pa
from clickstream_spark.rows import (
    BROKEN,
    DETAIL,
    EVENT,
    EXTRA,
    HEADER,
    KIND,
    LATEST,
    OBJECT,
    POSITION,
    REASON,
    SEQUENCE,
    TEXT,
    Header,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mypy_boto3_s3 import S3Client

    from clickstream.contract import Contract

GONE = {"NoSuchKey", "NoSuchVersion", "404"}
RETRIES = Config(retries={"mode": "standard", "max_attempts": 5})
OBJECTS_SCHEMA = "number bigint, bucket string, key string, version string"


@dataclass(frozen=True)
class RawObject:
    """A raw object, as an S3 event or a listing names it."""

    bucket: str
    key: str
    """Decoded: as S3 has it."""
    version: str | None = None

    @property
    def address(self) -> str:
        """Its s3:// address."""
        return f"s3://{self.bucket}/{self.key}"


@cache
def s3_client(region: str) -> S3Client:
    """Return this worker's client. Its environment may name no region, so the deployment does."""
    return boto3.client("s3", region_name=region, config=RETRIES)


def texts_schema(contract: Contract) -> str:
    """Return the schema of what `reader` gives, as Spark's DDL."""
    texts = ", ".join(f"`{text_of(name)}` string" for name in Spreader(contract).columns)
    fixed = f"`{OBJECT}` bigint, `{KIND}` int, `{SEQUENCE}` bigint, `{POSITION}` bigint, `{TEXT}` string, `{REASON}` string, `{DETAIL}` string"
    return f"{fixed}, `{LATEST}` timestamp_ntz, `{EXTRA}` string, {texts}"


def reader(
    contract: Contract, region: str, max_unpacked: int, max_future: timedelta
) -> Callable[[Iterable[Batch]], Iterable[Batch]]:
    """Return the function that Spark runs over batches of objects.

    An object that cannot be read costs none of the others: its header says why, and what was read
    of it is for the writer to drop.
    """

    def read(batches: Iterable[Batch]) -> Iterator[Batch]:
        for batch in batches:
            for row in cast("list[dict[str, Any]]", batch.to_pylist()):
                raw = RawObject(row["bucket"], row["key"], row["version"])
                yield from _Reading(
                    row["number"],
                    raw,
                    contract,
                    region=region,
                    max_unpacked=max_unpacked,
                    max_future=max_future,
                ).batches()

    return read


class _Reading:
    """The reading of one object."""

    def __init__(
        self,
        number: int,
        raw: RawObject,
        contract: Contract,
        *,
        region: str,
        max_unpacked: int,
        max_future: timedelta,
    ) -> None:
        self.number, self.raw = number, raw
        self.contract, self.region, self.max_unpacked, self.max_future = (
            contract,
            region,
            max_unpacked,
            max_future,
        )
        names = [text_of(name) for name in Spreader(contract).columns]
        fixed = [
            (OBJECT, pa.int64()),
            (KIND, pa.int32()),
            (SEQUENCE, pa.int64()),
            (POSITION, pa.int64()),
            (TEXT, pa.string()),
        ]
        texts = [
            (REASON, pa.string()),
            (DETAIL, pa.string()),
            (LATEST, pa.timestamp("us")),
            (EXTRA, pa.string()),
            *((name, pa.string()) for name in names),
        ]
        self.schema = pa.schema([*fixed, *texts])
        self.latest: datetime | None = None
        self.sequence = 0
        self.lines = 0

    def batches(self) -> Iterator[Batch]:
        """Yield the object's lines, and its header at the end."""
        source = self.raw.address
        try:
            response = _get(self.raw, self.region)
            arrived: datetime = response["LastModified"].astimezone(UTC).replace(tzinfo=None)
            self.latest = arrived + self.max_future
            stream = DigestingStream(response["Body"])
            for stretch in read_exactly(Unpacked(stream, self.max_unpacked), self.contract):
                yield self._lines(stretch)
            header = Header(
                source,
                output_stem(self.raw.key, stream.content()),
                arrival_date(self.raw.key, arrived.date()).isoformat(),
                self.lines,
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, it costs this object alone; as a failed task it would cost the whole round
            gone = (
                isinstance(error, ClientError)
                and error.response.get("Error", {}).get("Code") in GONE
            )
            header = Header(
                source, gone=gone, problem=None if gone else f"{type(error).__name__}: {error}"
            )
        yield self._header(header)

    def _lines(self, stretch: Spread) -> Batch:
        blank = [None] * (len(self.schema) - 9)
        rows: list[list[Any]] = [
            [BROKEN, piece.position, piece.text, str(piece.reason), piece.detail, None, *blank] for piece in stretch.broken
        ]  # fmt: skip
        rows += [
            [EVENT, position, text, None, None, extra, *texts]
            for position, text, extra, *texts in stretch.rows
        ]
        self.lines += len(rows)
        return self._batch(rows)

    def _header(self, header: Header) -> Batch:
        blank = [None] * (len(self.schema) - 9)
        return self._batch([[HEADER, None, header.to_json(), None, None, None, *blank]])

    def _batch(self, rows: list[list[Any]]) -> Batch:
        kind, position, text, reason, detail, extra, *texts = (
            zip(*rows, strict=True) if rows else [()] * (len(self.schema) - 3)
        )
        count = len(rows)
        numbers, sequence = [self.number] * count, range(self.sequence, self.sequence + count)
        self.sequence += count
        columns: list[Any] = [
            numbers,
            kind,
            sequence,
            position,
            text,
            reason,
            detail,
            [self.latest] * count,
            extra,
            *texts,
        ]
        return pa.RecordBatch.from_arrays(
            [
                pa.array(column, field.type)
                for column, field in zip(columns, self.schema, strict=True)
            ],
            schema=self.schema,
        )


def _get(raw: RawObject, region: str) -> dict[str, Any]:
    version: dict[str, Any] = {"VersionId": raw.version} if raw.version else {}
    return cast(
        "dict[str, Any]", s3_client(region).get_object(Bucket=raw.bucket, Key=raw.key, **version)
    )
