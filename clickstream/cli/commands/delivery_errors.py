"""`clickstream delivery-errors`: shows records that Firehose failed to deliver or convert."""

from __future__ import annotations

import base64
import gzip
import json
import sys
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from clickstream.cli.errors import CliError
from clickstream.cli.events import GZIP_MAGIC
from clickstream.cli.output import note, out, table
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mypy_boto3_s3 import S3Client

SCHEME = "s3://"
EXCERPT_CHARACTERS = 80
# Firehose names the fields of a failed conversion and of a failed delivery differently.
CODE_FIELDS = ("lastErrorCode", "errorCode", "ErrorCode")
MESSAGE_FIELDS = ("lastErrorMessage", "errorMessage", "ErrorMessage")
JSON = json.JSONDecoder()


@dataclass(frozen=True)
class FailedRecord:
    """Record that Firehose failed to deliver or convert."""

    kind: str
    """Firehose's error-output-type, such as format-conversion-failed."""
    code: str
    message: str
    data: bytes
    """Bytes of the record, as the producer sent them."""


def delivery_errors(
    *,
    records: Annotated[
        bool,
        typer.Option(
            "--records", help="Print the failed records instead, as they were sent, to send again."
        ),
    ] = False,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Count the records that Firehose failed to deliver or convert, by error.

    The table shows an example of each error. With --records the command prints the records instead.
    """
    target = resolve(local=local, name=name, stack=stack)
    address = target.output("delivery_errors")
    failed = read(target.client("s3"), address)
    if records:
        for record in failed:
            newline = b"" if record.data.endswith(b"\n") else b"\n"
            sys.stdout.buffer.write(record.data + newline)
    else:
        _show_counts(failed, address)


def _show_counts(failed: Iterable[FailedRecord], address: str) -> None:
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    examples: dict[tuple[str, str, str], str] = {}
    for record in failed:
        error = (record.kind, record.code, record.message)
        counts[error] += 1
        examples.setdefault(error, _excerpt(record.data))
    columns = ("kind", "code", "message", "records", "example")
    rows = [(*error, count, examples[error]) for error, count in sorted(counts.items())]
    out.print(table(columns, rows, numeric=(3,)))
    note(f"{sum(counts.values()):,} failed records below {address}")


def _excerpt(data: bytes) -> str:
    return " ".join(data.decode(errors="backslashreplace").split())[:EXCERPT_CHARACTERS]


def read(client: S3Client, address: str) -> Iterator[FailedRecord]:
    """Yield the failed records of all objects below an address.

    Args:
        client: S3 client.
        address: Address of Firehose's error output, such as `s3://lake/errors/`.

    Raises:
        CliError: If an object does not have the format of Firehose's error output.
    """
    bucket, _, prefix = address.removeprefix(SCHEME).partition("/")
    for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
        for entry in page.get("Contents", []):
            key = entry.get("Key", "")
            body = client.get_object(Bucket=bucket, Key=key)["Body"].read()
            try:
                yield from parse(key.removeprefix(prefix).partition("/")[0], body)
            except (ValueError, KeyError, OSError, EOFError) as error:
                msg = (
                    f"{SCHEME}{bucket}/{key} does not have the format of Firehose's error output: "
                    f"{error}"
                )
                remedy = "Download the object and inspect it: its records were not delivered."
                raise CliError(msg, remedy) from error


def parse(kind: str, body: bytes) -> Iterator[FailedRecord]:
    """Yield the failed records of one object: concatenated JSON documents, plain or gzip.

    Raises:
        ValueError: If the object is not such a series of documents.
        KeyError: If a document lacks the field `rawData`.
    """
    text = (gzip.decompress(body) if body.startswith(GZIP_MAGIC) else body).decode()
    while text := text.lstrip():
        document: dict[str, Any]
        document, end = JSON.raw_decode(text)
        text = text[end:]
        data = base64.b64decode(document["rawData"])
        yield FailedRecord(
            kind, _first(document, CODE_FIELDS), _first(document, MESSAGE_FIELDS), data
        )


def _first(document: dict[str, Any], fields: tuple[str, ...]) -> str:
    """Return the first of the fields that has a value; empty text if none has."""
    return next((str(document[field]) for field in fields if document.get(field)), "")
