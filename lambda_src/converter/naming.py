"""Names of an object's output files: the same for both engines, on the standard library alone."""

from __future__ import annotations

import hashlib
from typing import Protocol

KEY_CHARACTERS = 16  # 64 bits of the key's digest: among a billion keys, two are alike with a probability of 3 %; the content's digest still tells those apart
CONTENT_CHARACTERS = 32  # 128 bits of the content's digest
STEP = 1 << 20  # bytes read at a time behind the reader's last one


class Readable(Protocol):
    """A stream of bytes, such as botocore's body of an object."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, and none at the end only."""
        ...


class DigestingStream:
    """A stream that computes the digest of an object while the object is read.

    The digest is SHA-256: with the processor's instructions for it, which Lambda's processors have, it is twice as fast as BLAKE2b.
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

        A reader may stop before the end, such as behind a gzip member that is corrupt. Those bytes are content too.
        """
        while self.read(STEP):
            pass
        return self._digest.hexdigest()[:CONTENT_CHARACTERS]


def output_stem(key: str, content: str) -> str:
    """Return the files' name without suffix: digits of the raw key's SHA-256, a hyphen, and the content's digest.

    Parameters
    ----------
    key
        The raw object's key, decoded. Its digest is the first half, so that a listing tells which raw objects have output.
    content
        See `DigestingStream.content`.
    """
    return f"{hashlib.sha256(key.encode()).hexdigest()[:KEY_CHARACTERS]}-{content}"
