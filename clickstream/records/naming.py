"""Names of the output files of a raw object, and its arrival date, for both engines."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from datetime import date
from typing import Protocol

# 64 bits of the key's digest: the probability that two of a billion keys collide is 3 %; the
# content's digest tells such keys apart
KEY_CHARACTERS = 16
CONTENT_CHARACTERS = 32  # 128 bits of the content's digest
# Firehose's prefix with the UTC arrival date
DATED = re.compile(r"(?:^|/)year=(\d{4})/month=(\d{2})/day=(\d{2})/")
READ_BYTES = 1 << 20  # per read of the bytes that the reader did not need


class Readable(Protocol):
    """Stream of bytes, such as the body of an S3 object in botocore."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; no bytes only at the end."""
        ...


class DigestingStream:
    """Stream that computes the SHA-256 digest of an object while the object is read.

    SHA-256 is twice as fast as BLAKE2b on processors with instructions for it, such as Lambda's.
    """

    def __init__(self, stream: Readable) -> None:
        """Wrap `stream`, of which nothing was read yet."""
        self._stream = stream
        self._digest = hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; no bytes only at the end."""
        content = self._stream.read(size)
        self._digest.update(content)
        return content

    def content(self) -> str:
        """Read the rest of the stream, and return the hexadecimal digest of all its bytes.

        A reader may stop before the end, for example at a corrupt gzip member. The remaining bytes
        are content too.
        """
        while self.read(READ_BYTES):
            pass
        return self._digest.hexdigest()[:CONTENT_CHARACTERS]


def output_stem(key: str, content: str) -> str:
    """Return the name of the output files without suffix: `<digest of key>-<digest of content>`.

    Args:
        key: Key of the raw object, not URL-encoded. Its digest is the first half of the name, so
            that a listing of the lake shows which raw objects have output.
        content: Digest from `DigestingStream.content`.
    """
    return f"{hashlib.sha256(key.encode()).hexdigest()[:KEY_CHARACTERS]}-{content}"


def arrival_date(key: str, modified: date) -> date:
    """Return the UTC arrival date of a raw object: the date in its key, else its last modification.

    Firehose writes the date into the key. A copy onto the same key has a later modification, and
    must give the same files.

    Args:
        key: Key of the raw object.
        modified: UTC date of the last modification.
    """
    if dated := DATED.search(key):
        with suppress(ValueError):  # not a date of the calendar
            # an object cannot arrive after its last modification
            return min(date(*map(int, dated.groups())), modified)
    return modified
