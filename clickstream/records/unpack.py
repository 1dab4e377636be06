"""A raw object's stream to the bytes of its text: gzip is told by its magic bytes, whatever the key's suffix says."""

from __future__ import annotations

from typing import TYPE_CHECKING

try:
    from isal import isal_zlib as zlib
except ModuleNotFoundError:  # Glue's workers have only Python's own, which is slower
    import zlib

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickstream.records.naming import Readable

GZIP_MAGIC = b"\x1f\x8b"
GZIP_WBITS = 31  # zlib's code for "gzip header and trailer, window of 32 KiB"
# bytes read at a time: what came out before a broken byte is kept, and what comes out fits the
# processor's cache
STEP = 1 << 14
# bytes given out at a time: larger blocks of all sizes leave gaps that make memory grow with the
# object, and a bomb is noticed soon
LONGEST_PIECE = 1 << 15


class ObjectTooLargeError(Exception):
    """The object, or one value in it, is longer than the limit. It is refused whole: its message ends in the dead-letter queue."""


class Unpacked:
    """The text of an object, plain or gzip (one member or several in a row), in pieces.

    When all pieces are taken, `problem` says what was wrong with the rest of the object, or is None
    if nothing was.
    """

    def __init__(self, stream: Readable, limit: int) -> None:
        """Read `stream`, which may unpack to `limit` bytes."""
        self.problem: str | None = None
        self._stream = stream
        self._limit = limit

    def __iter__(self) -> Iterator[bytes]:
        """Yield the text, piece by piece.

        Raises:
            ObjectTooLargeError: As soon as the text is longer than the limit.
        """
        size = 0
        head = self._stream.read(STEP)
        for piece in self._members(head) if head.startswith(GZIP_MAGIC) else self._plain(head):
            size += len(piece)
            if size > self._limit:
                msg = f"the object unpacks to more than {self._limit} bytes; raise maxObjectMb, or split the object"
                raise ObjectTooLargeError(msg)
            if piece:
                yield piece

    def _plain(self, step: bytes) -> Iterator[bytes]:
        while step:
            yield step
            step = self._stream.read(STEP)

    def _members(self, step: bytes) -> Iterator[bytes]:
        member = zlib.decompressobj(wbits=GZIP_WBITS)
        while step := step or self._stream.read(STEP):
            if member.eof:
                if len(step) < len(GZIP_MAGIC):
                    step += self._stream.read(STEP)
                if not step.startswith(GZIP_MAGIC):
                    self.problem = f"gzip: {len(step) + sum(len(rest) for rest in self._plain(self._stream.read(STEP)))} bytes after the last member"
                    return
                member = zlib.decompressobj(wbits=GZIP_WBITS)
            try:
                yield (piece := member.decompress(step, LONGEST_PIECE))
                # More may wait, even where nothing of the step is left.
                while not member.eof and (member.unconsumed_tail or len(piece) == LONGEST_PIECE):
                    yield (piece := member.decompress(member.unconsumed_tail, LONGEST_PIECE))
            except zlib.error:  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType] - the stub has an instance, not a class
                # in our words: the two libraries have others for it
                self.problem = "gzip: the data is corrupt"
                return
            step = member.unused_data if member.eof else b""
        if not member.eof:
            self.problem = "gzip: the last member is cut off"
