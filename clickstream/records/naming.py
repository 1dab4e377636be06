"""Names of an object's output files, and the date of its arrival: the same for both engines, on the standard library alone."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from datetime import date
from typing import Protocol

# 64 bits of the key's digest: among a billion keys, two are alike with a probability of 3 %; the
# content's digest still tells those apart
KEY_CHARACTERS = 16
CONTENT_CHARACTERS = 32  # 128 bits of the content's digest
# Firehose's prefix for the UTC date of arrival
DATED = re.compile(r"(?:^|/)year=(\d{4})/month=(\d{2})/day=(\d{2})/")
STEP = 1 << 20  # bytes read at a time behind the reader's last one


class Readable(Protocol):
    """A stream of bytes, such as botocore's body of an object."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, and none at the end only."""
        ...


class DigestingStream:
    """A stream that computes the digest of an object while the object is read.

    The digest is SHA-256: with the processor's instructions for it, which Lambda's processors have,
    it is twice as fast as BLAKE2b.
    """

    def __init__(self, stream: Readable) -> None:
        """Read from `stream`, which is at its start."""
        self._stream = stream
        self._digest = hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, and none at the end only."""
        step = self._stream.read(size)
        self._digest.update(step)
        return step

    def content(self) -> str:
        """Read the rest of the stream, and return the digest of all of its bytes in hexadecimal digits.

        A reader may stop before the end, such as behind a gzip member that is corrupt. Those bytes
        are content too.
        """
        while self.read(STEP):
            pass
        return self._digest.hexdigest()[:CONTENT_CHARACTERS]


def output_stem(key: str, content: str) -> str:
    """Return the files' name without suffix: digits of the raw key's SHA-256, a hyphen, and the content's digest.

    Args:
        key: The raw object's key, decoded. Its digest is the first half, so that a listing tells
            which raw objects have output.
        content: See `DigestingStream.content`.
    """
    return f"{hashlib.sha256(key.encode()).hexdigest()[:KEY_CHARACTERS]}-{content}"


def arrival_date(key: str, modified: date) -> date:
    """Return the UTC date of an object's arrival: the one in its key, or that of its last modification if the key has none.

    Firehose writes the date into the key. A copy onto the same key has another time of
    modification, and must give the same files.
    """
    if dated := DATED.search(key):
        with suppress(ValueError):  # no date of the calendar
            # nothing arrives after it was written
            return min(date(*map(int, dated.groups())), modified)
    return modified
