"""`clickstream delivery-errors`: records that Firehose could not deliver or convert."""

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
    from collections.abc import Iterator

    from mypy_boto3_s3 import S3Client

SCHEME = "s3://"
EXCERPT_CHARACTERS = 80
JSON = json.JSONDecoder()


@dataclass(frozen=True)
class FailedRecord:
    """A record that Firehose set aside."""

    kind: str
    """Firehose's error-output-type, such as format-conversion-failed."""
    code: str
    message: str
    data: bytes
    """The record as it was put."""


def delivery_errors(
    *,
    records: Annotated[
        bool,
        typer.Option(
            "--records", help="Print the records themselves, as they were put, to send them again."
        ),
    ] = False,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Count the records that Firehose could not deliver or convert, by reason, with an example of each; or print them."""
    target = resolve(local=local, name=name, stack=stack)
    found = read(target.client("s3"), target.output("delivery_errors"))
    if records:
        for record in found:
            sys.stdout.buffer.write(
                record.data if record.data.endswith(b"\n") else record.data + b"\n"
            )
        return
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    examples: dict[tuple[str, str, str], str] = {}
    for record in found:
        reason = (record.kind, record.code, record.message)
        counts[reason] += 1
        examples.setdefault(
            reason,
            " ".join(record.data.decode(errors="backslashreplace").split())[:EXCERPT_CHARACTERS],
        )
    out.print(
        table(
            ("kind", "code", "message", "records", "such as"),
            [(*reason, count, examples[reason]) for reason, count in sorted(counts.items())],
            numeric=(3,),
        )
    )
    note(f"{sum(counts.values()):,} records lie below {target.output('delivery_errors')}")


def read(client: S3Client, address: str) -> Iterator[FailedRecord]:
    """Yield every record that lies below the s3:// address.

    Raises:
        CliError: For an object that is not as Firehose writes it.
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
                    f"{SCHEME}{bucket}/{key} is not as Firehose writes what it sets aside: {error}"
                )
                raise CliError(
                    msg, "Look at the object itself; what it holds was not delivered."
                ) from error


def parse(kind: str, body: bytes) -> Iterator[FailedRecord]:
    """Yield the records of one object: JSON documents, one behind the other, plain or gzip.

    Raises:
        ValueError: If it is no such object.
        KeyError: If a document lacks a field.
    """
    text = (gzip.decompress(body) if body.startswith(GZIP_MAGIC) else body).decode()
    while text := text.lstrip():
        document: dict[str, Any]
        document, end = JSON.raw_decode(text)
        text = text[end:]
        # Firehose names them otherwise for conversion than for processing.
        code = (
            document.get("lastErrorCode")
            or document.get("errorCode")
            or document.get("ErrorCode")
            or ""
        )
        message = (
            document.get("lastErrorMessage")
            or document.get("errorMessage")
            or document.get("ErrorMessage")
            or ""
        )
        yield FailedRecord(kind, str(code), str(message), base64.b64decode(document["rawData"]))
