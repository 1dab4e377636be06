"""`clickstream delivery-errors`: failed records of Firehose are counted and readable."""

from __future__ import annotations

import base64
import gzip
import io
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from clickstream.cli.commands import delivery_errors
from clickstream.cli.commands.delivery_errors import FailedRecord, parse
from clickstream.cli.main import app
from tests.unit.cli.fakes import OUTPUTS, FakeTarget

if TYPE_CHECKING:
    from collections.abc import Iterator

RUNNER = CliRunner()
KIND = "format-conversion-failed"


def document(data: bytes, **more: str) -> str:
    return json.dumps(
        {
            "attemptsMade": 1,
            "arrivalTimestamp": 1764115200000,
            "rawData": base64.b64encode(data).decode(),
            **more,
        }
    )


@dataclass
class FakeS3:
    """Bucket, listed in pages of one object."""

    objects: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def get_paginator(self, operation: str) -> FakeS3:
        assert operation == "list_objects_v2"
        return self

    def paginate(self, *, Bucket: str, Prefix: str) -> Iterator[dict[str, Any]]:
        assert Bucket == "lake"
        yield {}  # a page may be empty
        for key in sorted(self.objects):
            if key.startswith(Prefix):
                yield {"Contents": [{"Key": key}]}

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        assert Bucket == "lake"
        return {"Body": io.BytesIO(self.objects[Key])}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> FakeS3:
    fake = FakeS3({"events/p_date=2026-11-21/x.parquet": b"PAR1"})

    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget({"s3": fake}, {**OUTPUTS, "delivery_errors": "s3://lake/errors/"})

    monkeypatch.setattr(delivery_errors, "resolve", resolve)
    return fake


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ({"lastErrorCode": "C", "lastErrorMessage": "M"}, "C"),
        ({"errorCode": "C", "errorMessage": "M"}, "C"),
        ({"ErrorMessage": "M"}, ""),
    ],
)
def test_code_and_message_are_found_by_each_of_firehose_s_names(
    names: dict[str, str], code: str
) -> None:
    assert list(parse(KIND, document(b"{", **names).encode())) == [
        FailedRecord(KIND, code, "M", b"{")
    ]


@pytest.mark.parametrize("between", ["", "\n"])
@pytest.mark.parametrize("packed", [False, True])
def test_an_object_holds_many_records_plain_or_gzip(between: str, packed: bool) -> None:
    body = between.join([document(b'{"a":1}'), document("größer".encode())]).encode()
    assert [record.data for record in parse(KIND, gzip.compress(body) if packed else body)] == [
        b'{"a":1}',
        "größer".encode(),
    ]


def test_records_are_counted_by_reason_with_an_example_of_each(bucket: FakeS3) -> None:
    mismatch, malformed = (
        {"lastErrorCode": "MalformedData", "lastErrorMessage": "no match"},
        {"lastErrorCode": "ParseError", "lastErrorMessage": "no JSON"},
    )
    bucket.objects[f"errors/{KIND}/year=2026/a"] = (
        document(b'{"quantity":\n"two"}', **mismatch) + document(b"x", **mismatch)
    ).encode()
    bucket.objects[f"errors/{KIND}/year=2026/b"] = document(b"\xff[bold]", **malformed).encode()
    done = RUNNER.invoke(app, ["delivery-errors", "--stack", "dev"])
    assert done.exit_code == 0, done.output
    rows = [
        [cell.strip() for cell in line.strip("│").split("│")]
        for line in done.stdout.splitlines()
        if line.startswith("│")
    ]
    assert rows == [
        [KIND, "MalformedData", "no match", "2", '{"quantity": "two"}'],
        [KIND, "ParseError", "no JSON", "1", "\\xff[bold]"],
    ]
    assert "3 failed records below s3://lake/errors/" in done.stderr


def test_records_are_printed_as_they_were_sent(bucket: FakeS3) -> None:
    bucket.objects[f"errors/{KIND}/a"] = (
        document(b'{"a":1}') + document(b'{"b":2}\n{"b":3}\n')
    ).encode()
    done = RUNNER.invoke(app, ["delivery-errors", "--local", "--records"])
    assert done.stdout_bytes == b'{"a":1}\n{"b":2}\n{"b":3}\n'


def test_without_failed_records_the_exit_status_is_0(bucket: FakeS3) -> None:
    assert bucket.objects
    done = RUNNER.invoke(app, ["delivery-errors", "--local"])
    assert done.exit_code == 0
    assert "0 failed records below" in done.stderr


@pytest.mark.parametrize("body", [b"PAR1", b"{}", b'{"rawData": "x"}', b"\x1f\x8bcut", b"\xff"])
def test_an_object_of_another_format_is_named(bucket: FakeS3, body: bytes) -> None:
    bucket.objects[f"errors/{KIND}/odd"] = body
    done = RUNNER.invoke(app, ["delivery-errors", "--local"])
    assert done.exit_code == 1
    assert f"s3://lake/errors/{KIND}/odd does not have the format of Firehose" in " ".join(
        done.stderr.split()
    )
