"""Text of a raw object to events, in chunks of bounded size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from clickstream.records import faults
from clickstream.records.arrays import read_array, starts_array, step_elements
from clickstream.records.decode import JsonRecord, Reason
from clickstream.records.events import EventReader, ReadText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickstream.contract import Contract

CHUNK = 1 << 17  # bytes; the events of a larger chunk do not fit into the processor's cache


class Unpacked(Protocol):
    """Text of a raw object in blocks, see `unpack.Unpacked`."""

    problem: str | None
    """Error that made the rest of the object unreadable, set after the last block."""

    def __iter__(self) -> Iterator[bytes]:
        """Yield the text in blocks."""
        ...


def read_events(unpacked: Unpacked, contract: Contract, max_event: int) -> Iterator[ReadText]:
    """Yield the events of a raw object in order, chunk by chunk.

    Args:
        unpacked: Text of the object.
        contract: Contract of the events.
        max_event: Maximum size of an event in bytes; a larger one is an invalid record.

    Raises:
        ObjectTooLargeError: If the object is larger than the limit of `unpacked`.
    """
    reader = _ObjectReader(contract, max_event)
    for block, last in _blocks(unpacked):
        text = reader.unread + block if last else block
        for result in reader.read(block, last=last):
            if last and unpacked.problem and not reader.unread:
                result.invalid = faults.with_problem(
                    result.invalid, text, reader.line, unpacked.problem
                )
            yield result


def _blocks(unpacked: Unpacked) -> Iterator[tuple[bytes, bool]]:
    """Yield the text in blocks of about `CHUNK` bytes, and whether a block is the last."""
    parts: list[bytes] = []
    size = 0
    for part in unpacked:
        parts.append(part)
        size += len(part)
        if size >= CHUNK:
            yield b"".join(parts), False
            parts, size = [], 0
    yield b"".join(parts), True


class _ObjectReader:
    """Reader of an object's text, block by block."""

    def __init__(self, contract: Contract, max_event: int) -> None:
        self._events = EventReader(contract, max_event)
        self._max_event = max_event
        self.unread = b""
        """Text that was not read yet."""
        self.line = 1
        """Number of the line on which it begins."""
        self._wanted = 0
        """Size of the text at which the incomplete value at its beginning is tried again."""
        self._in_array = False
        self._in_large_event = False

    def read(self, block: bytes, *, last: bool) -> Iterator[ReadText]:
        """Read the complete records of the text up to the end of a block.

        Yields:
            At least one result if the block is the last.
        """
        self.unread += block
        if len(self.unread) < self._wanted and not last:
            return
        self._wanted = 0
        yielded = False
        while self.unread and not self._wanted:
            if result := self._read_some(last=last):
                yield result
                yielded = True
            elif not self._wanted:
                break
        if last and self._in_array:
            record = JsonRecord(self.line, "", Reason.MALFORMED_JSON, "the array has no end")
            yield ReadText(invalid=[record])
        elif last and not yielded:
            yield ReadText()

    def _read_some(self, *, last: bool) -> ReadText | None:
        """Read a part of the text; None if the part is incomplete."""
        if self._in_large_event:
            return self._read_large_event(last=last)
        if self._in_array or starts_array(self.unread):
            part = read_array(self.unread, begun=self._in_array, more=not last)
            if part is None and self._in_array:
                part = step_elements(self.unread)
            # an array without any element is an invalid record, see `decode`
            if part and (part.elements or (part.ended and self._in_array)):
                blank = 0 if self._in_array else self.unread.index(b"[")
                position = self.line + self.unread.count(b"\n", 0, blank)
                result = self._events.read_elements(part.elements, position)
                self._in_array = not part.ended
                self._skip(part.size)
                return result
            if self._in_array and not last and len(self.unread) <= self._max_event:
                self._wanted = 2 * len(self.unread)
                return None
            self._in_array = False
        return self._read_lines(last=last)

    def _read_lines(self, *, last: bool) -> ReadText | None:
        """Read the lines that are complete, or the events that are complete on one line."""
        text = self.unread
        end = len(text) if last else text.rfind(b"\n") + 1 or text.rfind(b"}{") + 1
        if not end:
            return self._read_large_event(last=last) if len(text) > self._max_event else None
        result = self._events.read_lines(text[:end], self.line, more=not last)
        self.unread = result.rest + text[end:]
        self.line += result.lines
        if result.rest and len(self.unread) == len(text):  # nothing was read
            if len(text) > self._max_event:
                return self._read_large_event(last=last)
            self._wanted = min(2 * len(text), self._max_event + 1)
        return result

    def _read_large_event(self, *, last: bool) -> ReadText | None:
        """Read a part of an event that is too large: up to a line end, or as much as an event has.

        The size of a part does not depend on the sizes of the blocks, which differ between engines.
        """
        begins, limit = not self._in_large_event, self._max_event
        part = self.unread[:limit]
        end = (part.rfind(b"\n") if begins else part.find(b"\n")) + 1
        if not end and len(part) < limit and not last:
            return None
        part = part[: end or len(part)]
        self._in_large_event = not end and not (last and len(part) == len(self.unread))
        record = faults.too_large(self.line, part.rstrip(), limit)
        self._skip(len(part))
        return ReadText(invalid=[record])

    def _skip(self, size: int) -> None:
        self.line += self.unread.count(b"\n", 0, size)
        self.unread = self.unread[size:]
