"""Stream of a raw object, gzip or plain, to its text in bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

try:
    from isal import isal_zlib as zlib
except ModuleNotFoundError:  # Glue's workers have only the slower zlib of Python
    import zlib

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickstream.records.naming import Readable

GZIP_MAGIC = b"\x1f\x8b"
GZIP_WBITS = 31  # zlib's code for "gzip header and trailer, window of 32 KiB"
# per read; small, so that the text before a corrupt byte is kept, and that the text fits into the
# processor's cache
READ_BYTES = 1 << 14
# maximum size of a yielded block; larger blocks fragment the memory, which then grows with the
# object, and a small block detects a decompression bomb early
BLOCK_BYTES = 1 << 15


class ObjectTooLargeError(Exception):
    """The object, or one value in it, is longer than the limit.

    The object is not converted, and its message goes to the dead-letter queue.
    """


class Unpacked:
    """Text of a raw object, plain or gzip of one or more members, in blocks.

    gzip is recognised by its magic bytes, not by the suffix of the key. After all blocks are read,
    `problem` is the error that made the rest of the object unreadable, or None.
    """

    def __init__(self, stream: Readable, limit: int) -> None:
        """Read `stream`, whose text may have up to `limit` bytes."""
        self.problem: str | None = None
        self._stream = stream
        self._limit = limit

    def __iter__(self) -> Iterator[bytes]:
        """Yield the text in blocks.

        Raises:
            ObjectTooLargeError: As soon as the text is longer than the limit.
        """
        size = 0
        head = self._stream.read(READ_BYTES)
        blocks = self._members(head) if head.startswith(GZIP_MAGIC) else self._plain(head)
        for block in blocks:
            size += len(block)
            if size > self._limit:
                msg = (
                    f"the object unpacks to more than {self._limit} bytes; "
                    "raise maxObjectMb, or split the object"
                )
                raise ObjectTooLargeError(msg)
            if block:
                yield block

    def _plain(self, content: bytes) -> Iterator[bytes]:
        while content:
            yield content
            content = self._stream.read(READ_BYTES)

    def _members(self, content: bytes) -> Iterator[bytes]:
        member = zlib.decompressobj(wbits=GZIP_WBITS)
        while content := content or self._stream.read(READ_BYTES):
            if member.eof:
                if len(content) < len(GZIP_MAGIC):
                    content += self._stream.read(READ_BYTES)
                if not content.startswith(GZIP_MAGIC):
                    rest = len(content) + sum(map(len, self._plain(self._stream.read(READ_BYTES))))
                    self.problem = f"gzip: {rest} bytes after the last member"
                    return
                member = zlib.decompressobj(wbits=GZIP_WBITS)
            try:
                yield (block := member.decompress(content, BLOCK_BYTES))
                # The decompressor may hold more text after it has consumed its input.
                while not member.eof and (member.unconsumed_tail or len(block) == BLOCK_BYTES):
                    yield (block := member.decompress(member.unconsumed_tail, BLOCK_BYTES))
            except zlib.error:  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType] - the stub has an instance, not a class
                # not the library's text, which differs between zlib and isal
                self.problem = "gzip: the data is corrupt"
                return
            content = member.unused_data if member.eof else b""
        if not member.eof:
            self.problem = "gzip: the last member is cut off"
