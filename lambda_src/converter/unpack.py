"""Raw object bytes to JSON text bytes: gzip is told by its magic bytes, whatever the key's suffix says."""

from __future__ import annotations

from isal import isal_zlib

GZIP_MAGIC = b"\x1f\x8b"
GZIP_WBITS = 31  # zlib's code for "gzip header and trailer, window of 32 KiB"
STEP = 1 << 20  # bytes fed at a time: what came out before a broken byte is kept


class ObjectTooLargeError(Exception):
    """The object unpacks past the limit. It is refused whole: its message ends in the dead-letter queue."""


def unpack(body: bytes, limit: int) -> tuple[bytes, str | None]:
    """Unpack gzip (one member or several in a row), or pass plain bytes through.

    Parameters
    ----------
    body
        The object as stored.
    limit
        The most bytes that it may unpack to.

    Returns
    -------
    tuple
        The bytes that could be unpacked, and what was wrong with the rest, or None if nothing was.

    Raises
    ------
    ObjectTooLargeError
        If the unpacked object is larger than `limit`.
    """
    if not body.startswith(GZIP_MAGIC):
        _check(len(body), limit)
        return body, None
    parts: list[bytes] = []
    problem = _members(memoryview(body), parts, limit)
    return b"".join(parts), problem


def _members(packed: memoryview, parts: list[bytes], limit: int) -> str | None:
    """Append every member's bytes to `parts`; return what was wrong, if anything."""
    member = isal_zlib.decompressobj(wbits=GZIP_WBITS)
    size = start = 0
    while start < len(packed):
        step = packed[start : start + STEP]
        start += len(step)
        try:
            # Output is asked for in bounded pieces, so that a bomb cannot fill the memory before it is noticed.
            parts.append(member.decompress(step, STEP * 16))
            while member.unconsumed_tail:
                size += len(parts[-1])
                _check(size, limit)
                parts.append(member.decompress(member.unconsumed_tail, STEP * 16))
        except isal_zlib.error as error:  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType] - the stub has an instance, not a class
            return f"gzip: {error}"
        size += len(parts[-1])
        _check(size, limit)
        if member.eof:
            start -= len(member.unused_data)
            if start < len(packed):
                if bytes(packed[start : start + 2]) != GZIP_MAGIC:
                    return f"gzip: {len(packed) - start} bytes after the last member"
                member = isal_zlib.decompressobj(wbits=GZIP_WBITS)
    return None if member.eof else "gzip: the last member is cut off"


def _check(size: int, limit: int) -> None:
    if size > limit:
        msg = f"the object unpacks to more than {limit} bytes; raise maxObjectMb (and memorySize with it), or split the object"
        raise ObjectTooLargeError(msg)
