"""Names of output files: by the raw object's key and bytes."""

from __future__ import annotations

import gzip
import hashlib
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clickstream.records.naming import DigestingStream, arrival_date, output_stem
from clickstream.records.unpack import ObjectTooLargeError, Unpacked

BODY = b'{"event_type":"page_view"}\n' * 40_000  # more than one step of any reader


def content(body: bytes, *sizes: int) -> str:
    """Return the digest of an object after reads of `sizes` bytes."""
    stream = DigestingStream(io.BytesIO(body))
    for size in sizes:
        stream.read(size)
    return stream.content()


@settings(max_examples=50, deadline=None)
@given(key=st.text(min_size=1), body=st.binary(), sizes=st.lists(st.integers(1, 40)))
def test_a_files_name_is_made_of_the_digests_of_key_and_bytes(
    key: str, body: bytes, sizes: list[int]
) -> None:
    expected = (
        f"{hashlib.sha256(key.encode()).hexdigest()[:16]}-{hashlib.sha256(body).hexdigest()[:32]}"
    )
    assert output_stem(key, content(body, *sizes)) == expected, (
        "the digest does not depend on the reads"
    )


def test_a_files_name_does_not_change_between_releases() -> None:
    name = output_stem("raw/zürich 東京+=%.gz", content(b"{}\n"))
    assert name == "bcee1c8d051635be-ca3d163bab055381827226140568f3be", (
        "a replay by the next release overwrites what this one wrote"
    )


def test_the_first_half_of_the_name_depends_on_the_key_alone() -> None:
    first, second = (output_stem("raw/a.gz", content(body)).partition("-") for body in (b"1", b"2"))
    assert first[0] == second[0] == output_stem("raw/a.gz", "").removesuffix("-"), (
        "a listing tells which raw objects have output"
    )
    assert first[2] != second[2], "other content under the same key overwrites nothing"
    assert output_stem("raw/b.gz", content(b"1")).partition("-")[0] != first[0], (
        "another key has another first half"
    )


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            gzip.compress(BODY) + b"behind the last member" * 5000,
            "gzip: 110000 bytes after the last member",
        ),
        (gzip.compress(BODY, mtime=0)[:10] + b"\x07" * 3_000_000, "gzip: the data is corrupt"),
    ],
)
def test_bytes_that_the_reader_does_not_need_are_part_of_the_digest(
    body: bytes, problem: str
) -> None:
    stream = DigestingStream(io.BytesIO(body))
    unpacked = Unpacked(stream, 1 << 30)
    assert sum(map(len, unpacked)) <= len(BODY)
    assert unpacked.problem == problem
    assert stream.content() == hashlib.sha256(body).hexdigest()[:32], (
        "the digest covers the bytes after the end of the reader"
    )


def test_an_object_is_read_once_and_in_bounded_reads() -> None:
    class Body(io.BytesIO):
        total = 0

        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 < size <= 1 << 20, "no read returns the whole object"
            step = super().read(size)
            self.total += len(step)
            return step

    body = Body(BODY * 4)
    stream = DigestingStream(body)
    with pytest.raises(ObjectTooLargeError):
        list(Unpacked(stream, 100_000))
    stream.content()
    assert body.total == len(BODY) * 4, "each byte is read once"


@pytest.mark.parametrize(
    ("key", "arrived"),
    [
        ("raw/year=2025/month=11/day=26/ingestion-1.gz", date(2025, 11, 26)),
        ("raw/year=2026/month=11/day=24/ingestion-1.gz", date(2026, 1, 31)),
        ("raw/year=2025/month=02/day=30/ingestion-1.gz", date(2026, 1, 31)),
        ("raw/year=0000/month=01/day=01/ingestion-1.gz", date(2026, 1, 31)),
        ("raw/year=2025/a.gz", date(2026, 1, 31)),
        ("raw/a.gz", date(2026, 1, 31)),
    ],
)
def test_the_arrival_date_is_the_date_in_the_key_if_that_is_possible(
    key: str, arrived: date
) -> None:
    assert arrival_date(key, date(2026, 1, 31)) == arrived, (
        "a later copy does not move the quarantined lines"
    )
