"""Stored objects, gzip or plain, to text."""

from __future__ import annotations

import gzip
import io
import random
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clickstream.records import unpack as unpack_module
from clickstream.records.unpack import ObjectTooLargeError, Unpacked

TEXT = b'{"a":1}\n{"b":2}\n'
LIMIT = 1024 * 1024


def unpack(body: bytes, limit: int) -> tuple[bytes, str | None]:
    unpacked = Unpacked(io.BytesIO(body), limit)
    return b"".join(unpacked), unpacked.problem


NOISE = random.Random(0).randbytes(600_000)  # noqa: S311 - it only has to be hard to compress


def test_plain_bytes_pass_through() -> None:
    assert unpack(TEXT, LIMIT) == (TEXT, None), "plain bytes are unchanged"


def test_an_empty_object_is_empty() -> None:
    assert unpack(b"", LIMIT) == (b"", None)


def test_gzip_is_recognised_by_its_magic_bytes() -> None:
    assert unpack(gzip.compress(TEXT), LIMIT) == (TEXT, None), "the suffix of the key is not used"


def test_members_in_a_row_are_one_text() -> None:
    packed = gzip.compress(TEXT) + gzip.compress(b"") + gzip.compress(TEXT)
    assert unpack(packed, LIMIT) == (TEXT + TEXT, None), "gzip files may be appended to each other"


@pytest.mark.parametrize("members", [1, 2, 3])
def test_members_longer_than_one_read_are_complete(members: int) -> None:
    assert unpack(gzip.compress(NOISE) * members, 4 * LIMIT) == (NOISE * members, None)


@settings(max_examples=50, deadline=None)
@given(
    parts=st.lists(st.binary(max_size=200), min_size=1, max_size=4),
    level=st.sampled_from([0, 1, 9]),
)
def test_compressed_bytes_are_decompressed(parts: list[bytes], level: int) -> None:
    packed = b"".join(gzip.compress(part, level) for part in parts)
    assert unpack(packed, LIMIT) == (b"".join(parts), None)


@pytest.mark.parametrize("kept", range(2, len(gzip.compress(TEXT))))
def test_a_truncated_object_gives_its_text_and_a_problem(kept: int) -> None:
    text, problem = unpack(gzip.compress(TEXT)[:kept], LIMIT)
    assert TEXT.startswith(text), "the text is a prefix of the original"
    assert problem == "gzip: the last member is cut off", "a truncation at any byte is a problem"


def test_all_text_before_a_truncation_is_yielded() -> None:
    text, _ = unpack(gzip.compress(TEXT, 0)[:-9], LIMIT)
    assert text == TEXT[:-1], "the text before the truncation is yielded"


@pytest.mark.parametrize("piece", [1, 7])
def test_the_text_before_a_truncation_is_yielded_in_blocks_of_any_size(
    monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    packed = gzip.compress(
        b"".join(
            b'{"event_id":"%d","event_type":"%s"}\n' % (number, b"x" * number)
            for number in range(60)
        )
    )
    monkeypatch.setattr(unpack_module, "BLOCK_BYTES", piece)
    for kept in range(20, len(packed)):
        text, _ = unpack(packed[:kept], LIMIT)
        assert text == zlib.decompressobj(wbits=31).decompress(packed[:kept]), (
            "text buffered in the decompressor is yielded too"
        )


def test_a_truncated_second_member_leaves_the_first_complete() -> None:
    text, problem = unpack(gzip.compress(TEXT) + gzip.compress(TEXT)[:-10], LIMIT)
    assert text.startswith(TEXT)
    assert problem == "gzip: the last member is cut off"


def test_a_truncated_header_is_a_problem() -> None:
    assert unpack(gzip.compress(TEXT)[:5], LIMIT) == (b"", "gzip: the last member is cut off")


def test_a_corrupt_object_is_told() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-8] ^= 0xFF
    _, problem = unpack(bytes(packed), LIMIT)
    assert problem, "a wrong checksum is a problem"
    assert problem.startswith("gzip: ")


def test_the_text_before_a_corrupt_byte_is_kept() -> None:
    packed = bytearray(gzip.compress(NOISE * 4, 0))
    packed[-8] ^= 0xFF
    text, problem = unpack(bytes(packed), 4 * LIMIT)
    assert problem
    assert len(text) >= LIMIT, "a corrupt byte at the end leaves the beginning"
    assert (NOISE * 4).startswith(text), "the text is a prefix of the original"


def test_bytes_after_the_last_member_are_a_problem() -> None:
    assert unpack(gzip.compress(TEXT) + b"more", LIMIT) == (
        TEXT,
        "gzip: 4 bytes after the last member",
    )


def test_a_bomb_is_refused_before_it_fills_the_memory() -> None:
    bomb = gzip.compress(bytes(64 * LIMIT), 9)
    with pytest.raises(ObjectTooLargeError, match=f"more than {LIMIT} bytes; raise maxObjectMb"):
        unpack(bomb, LIMIT)


@pytest.mark.parametrize("pack", [gzip.compress, bytes], ids=["gzip", "plain"])
def test_an_object_of_exactly_the_limit_is_accepted(pack: type[bytes]) -> None:
    assert unpack(pack(NOISE), len(NOISE)) == (NOISE, None)


@pytest.mark.parametrize("pack", [gzip.compress, bytes], ids=["gzip", "plain"])
def test_an_object_of_one_byte_over_the_limit_is_refused(pack: type[bytes]) -> None:
    with pytest.raises(ObjectTooLargeError):
        unpack(pack(NOISE), len(NOISE) - 1)


def test_the_limit_applies_to_all_members_together() -> None:
    with pytest.raises(ObjectTooLargeError):
        unpack(gzip.compress(TEXT) * 3, 3 * len(TEXT) - 1)
