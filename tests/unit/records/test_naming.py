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
    """Return the digest of an object of which a reader reads so many bytes, step by step."""
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
        "however much of the object was read, and in which steps"
    )


def test_a_files_name_does_not_change_between_releases() -> None:
    name = output_stem("raw/zürich 東京+=%.gz", content(b"{}\n"))
    assert name == "bcee1c8d051635be-ca3d163bab055381827226140568f3be", (
        "a replay by the next release overwrites what this one wrote"
    )


def test_the_names_first_half_is_of_the_key_alone() -> None:
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
def test_bytes_that_the_reader_does_not_need_count_too(body: bytes, problem: str) -> None:
    stream = DigestingStream(io.BytesIO(body))
    unpacked = Unpacked(stream, 1 << 30)
    assert sum(map(len, unpacked)) <= len(BODY)
    assert unpacked.problem == problem
    assert stream.content() == hashlib.sha256(body).hexdigest()[:32], (
        "two objects that differ behind the reader's end are two objects"
    )


def test_an_object_is_read_once_and_in_bounded_steps() -> None:
    class Body(io.BytesIO):
        total = 0

        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 < size <= 1 << 20, "no step holds the whole object"
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
def test_the_date_of_arrival_is_the_keys_if_it_can_be(key: str, arrived: date) -> None:
    assert arrival_date(key, date(2026, 1, 31)) == arrived, (
        "a copy in later days does not move an object's quarantined lines"
    )
