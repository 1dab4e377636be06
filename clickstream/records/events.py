"""Reader of the events in a text, for both engines.

A text is read in four steps, each for what the step before left over:

1. `structs` decodes a text that has nothing but events of the contract's types, as most have;
   else the lines that are one such event each.
2. `members` reads the lines that are one event each, with any members.
3. `lines` finds the records of the other lines: an event over several lines, several events on a
   line, an array, or text that is none of these.
4. The events found in step 3 are read as in steps 1 and 2.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from clickstream.contract.paths import path_text
from clickstream.records import faults
from clickstream.records.arrays import BLANK, concatenated_events, elements_of
from clickstream.records.batch import EventBatch, Events, EventsOfText
from clickstream.records.decode import NOT_OBJECT, Budget, JsonRecord
from clickstream.records.lines import decode_lines
from clickstream.records.members import MemberReader, MemberRow, batch_of
from clickstream.records.shape import Shape
from clickstream.records.structs import ERRORS, Adaptation, StructBatch, StructReader

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence

    from clickstream.contract import Contract
    from clickstream.records.shape import Path

FREQUENT = 32  # events of a text with a member, from which on the structs have the member
MAX_UNDECLARED = 16  # undeclared members of the structs, each of which takes time in every event


@dataclass
class ReadText:
    """Events and invalid records of a text."""

    batches: list[EventBatch] = field(default_factory=list[EventBatch])
    """Events of `structs`, and events of `members`."""
    invalid: list[JsonRecord] = field(default_factory=list[JsonRecord])
    unknown_fields: Counter[str] = field(default_factory=Counter[str])
    """Number of events by the path of a member that the contract does not declare."""
    lines: int = 0
    """Number of line ends that were read."""
    rest: bytes = b""
    """Incomplete value at the end of the text, which was not read."""


@dataclass(frozen=True)
class _Lines:
    """Lines of a text."""

    first: int
    """Number of the first line."""
    texts: Sequence[bytes]
    decoded: list[int] = field(default_factory=list[int])
    """Indexes of the lines that are one event of the contract's types each."""
    others: list[int] = field(default_factory=list[int])
    """Indexes of the other lines, without those that are too short for an event."""


@dataclass
class _Found:
    """Events of a text, and its invalid records."""

    structs: list[Any] = field(default_factory=list[Any])
    positions: list[int] = field(default_factory=list[int])
    texts: list[bytes] = field(default_factory=list[bytes])
    rows: list[tuple[int, bytes, MemberRow]] = field(
        default_factory=list[tuple[int, bytes, MemberRow]]
    )
    invalid: list[JsonRecord] = field(default_factory=list[JsonRecord])

    def add(self, struct: object, position: int, text: bytes) -> None:
        """Add a decoded event."""
        self.structs.append(struct)
        self.positions.append(position)
        self.texts.append(text)


class EventReader:
    """Reader of the events of one object. It adapts the structs to frequent members."""

    def __init__(self, contract: Contract, max_event: int) -> None:
        """Compile the readers of `contract`.

        Args:
            contract: Contract of the events.
            max_event: Maximum size of an event in bytes.
        """
        self._shape = Shape(contract)
        self._adaptation = Adaptation()
        self._structs = StructReader(self._shape, self._adaptation)
        self._members = MemberReader(self._shape)
        self._max_event = max_event
        self._shortest = faults.shortest_event(contract)

    def read_lines(self, text: bytes, first: int, *, more: bool) -> ReadText:
        """Read lines.

        Args:
            text: Lines of an object.
            first: Number of the first line.
            more: Whether more text follows. If so, an incomplete value at the end is not read.
        """
        if result := self._read_clean(text, first):
            return result
        lines = _Lines(first, text.split(b"\n"))
        structs = self._decode(lines)
        found, result = _Found(), ReadText(lines=len(lines.texts) - 1)
        kept = self._read_others(lines, found, result, more=more)
        for index, struct in zip(lines.decoded, structs, strict=True):
            if index in kept:
                found.add(struct, first + index, lines.texts[index])
        return self._result(found, result)

    def _read_clean(self, text: bytes, first: int) -> ReadText | None:
        """Read a text that has nothing but events of the contract's types; None for any other."""
        if len(text) > self._max_event or self._mostly_short(text):
            return None
        try:
            structs = self._structs.decode_all(text)
        except ERRORS:
            return None
        if len(structs) * self._shortest > len(text):
            return None
        batch = self._structs.batch(structs, EventsOfText(text, first, len(structs)))
        if batch.misfits:
            return None
        result = ReadText(lines=text.count(b"\n"))
        _add_batch(batch, result)
        return result

    def _mostly_short(self, text: bytes) -> bool:
        """Return whether most of a text's values are too short for an event."""
        # Counting one byte takes a quarter of the time of counting two pairs of bytes.
        if text.count(b"{") * self._shortest <= len(text):
            return False
        values = text.count(b"}\n") + text.count(b"}{")
        return values * self._shortest > len(text)

    def read_elements(self, elements: Sequence[bytes], position: int) -> ReadText:
        """Read the elements of an array that begins on the line `position`."""
        found = _Found()
        self._add_texts(position, elements, found, Budget(self._shortest))
        return self._result(found, ReadText())

    def _decode(self, lines: _Lines) -> list[Any]:
        """Decode the lines that are one event of the contract's types each."""
        decode, shortest, longest = self._structs.decode, self._shortest, self._max_event
        structs: list[Any] = []
        for index, line in enumerate(lines.texts):
            if len(line) < shortest:  # an error takes as much time as an event
                continue
            if len(line) > longest:
                lines.others.append(index)
                continue
            try:
                structs.append(decode(line))
                lines.decoded.append(index)
            except ERRORS:
                lines.others.append(index)
        return structs

    def _read_others(
        self, lines: _Lines, found: _Found, result: ReadText, *, more: bool
    ) -> Container[int]:
        """Read the lines that were not decoded.

        Returns:
            The indexes of the lines that are a record each, or several. A decoded line that
            continues a value is not among them.
        """
        texts = lines.texts
        rows: dict[int, MemberRow] = {}
        several: dict[int, list[bytes]] = {}
        for index in lines.others:
            if row := self._read_members(texts[index]):
                rows[index] = row
            elif events := self._events_of_line(texts[index]):
                several[index] = events
        budget = Budget(self._shortest)
        kept: Container[int] = range(len(texts))
        taken = {index + 1 for index in (*lines.decoded, *rows, *several)}
        if len(taken) < len(texts) - texts.count(b""):
            decoded = decode_lines(texts, lines.first, taken, budget, more=more)
            self._add_records(decoded.records, found, budget)
            result.lines, result.rest = decoded.lines, decoded.rest
            end = decoded.lines if decoded.rest else len(texts)
            kept = {line - 1 for line in taken if line <= end}
        found.rows += [
            (lines.first + index, texts[index], row) for index, row in rows.items() if index in kept
        ]
        for index, events in several.items():
            if index in kept:
                self._add_texts(lines.first + index, events, found, budget)
        return kept

    def _read_members(self, line: bytes) -> MemberRow | None:
        """Read a line that is one event with any members; None for any other line."""
        if not self._shortest <= len(line) <= self._max_event or not line.lstrip(BLANK).startswith(
            b"{"
        ):
            return None
        try:
            return self._members.read(line)
        except ERRORS:
            return None

    def _events_of_line(self, line: bytes) -> list[bytes] | None:
        """Return the events of a line that is an array, or has events one after the other."""
        if len(line) < self._shortest:
            return None
        if line.lstrip(BLANK).startswith(b"["):
            try:
                return elements_of(line)
            except ERRORS:
                return None
        return concatenated_events(line)

    def _add_records(self, records: Iterable[JsonRecord], found: _Found, budget: Budget) -> None:
        for record in records:
            if record.reason:
                found.invalid.append(record)
                continue
            text = record.text.encode("utf-8", "surrogateescape")
            if text.startswith(b"["):
                self._add_texts(record.position, elements_of(text), found, budget)
            else:
                self._add_text(record.position, text, found, NOT_OBJECT)

    def _add_texts(
        self, position: int, texts: Sequence[bytes], found: _Found, budget: Budget
    ) -> None:
        """Read the events that are on one line, or in one array.

        Of the texts that are too short for an event, only some are read; the others become runs.
        """
        start = 0
        for short, group in groupby(map(self._shortest.__gt__, map(len, texts))):
            end = start + sum(1 for _ in group)
            single = start + min(end - start, max(budget.single, 0)) if short else end
            for text in texts[start:single]:
                self._add_text(position, text, found, faults.ELEMENT_NOT_OBJECT)
            if short:
                budget.single -= single - start
            if single < end:
                found.invalid.append(faults.run(position, texts[single:end]))
            start = end

    def _add_text(self, position: int, text: bytes, found: _Found, not_object: str) -> None:
        """Read the text of an event."""
        if len(text) > self._max_event:
            found.invalid.append(faults.too_large(position, text, self._max_event))
            return
        try:
            struct = self._structs.decode(text)
        except ERRORS:
            self._add_row(position, text, found, not_object)
        else:
            found.add(struct, position, text)

    def _add_row(self, position: int, text: bytes, found: _Found, not_object: str) -> None:
        try:
            found.rows.append((position, text, self._members.read(text)))
        except ERRORS as error:
            found.invalid.append(faults.invalid(position, text, error, not_object))

    def _result(self, found: _Found, result: ReadText) -> ReadText:
        """Return all events, and adapt the structs to the members of those read by `members`."""
        batch = self._structs.batch(found.structs, Events(found.positions, found.texts))
        if batch.misfits:
            fitting = _Found()
            for index, struct in enumerate(found.structs):
                position, text = found.positions[index], found.texts[index]
                if index in batch.misfits:
                    self._add_row(position, text, found, NOT_OBJECT)
                else:
                    fitting.add(struct, position, text)
            batch = self._structs.batch(fitting.structs, Events(fitting.positions, fitting.texts))
        _add_batch(batch, result)
        if found.rows:
            result.batches.append(batch_of(found.rows, len(self._shape.columns)))
        for _, _, row in found.rows:
            result.unknown_fields.update(map(path_text, row.undeclared))
        result.invalid = found.invalid
        self._adapt(found.rows)
        return result

    def _adapt(self, rows: Sequence[tuple[int, bytes, MemberRow]]) -> None:
        """Compile structs with the members for which many events were read member by member."""
        if len(rows) < FREQUENT:
            return
        undeclared: Counter[Path] = Counter()
        unfit: Counter[int] = Counter()
        for _, _, row in rows:
            undeclared.update(row.undeclared)
            unfit.update(row.unfit)
        room = MAX_UNDECLARED - len(self._adaptation.undeclared)
        frequent = [path for path, events in undeclared.most_common(room) if events >= FREQUENT]
        adaptation = Adaptation(
            self._adaptation.sources
            | {source for source, events in unfit.items() if events >= FREQUENT},
            self._adaptation.undeclared | set(frequent),
        )
        if adaptation != self._adaptation:
            self._adaptation = adaptation
            self._structs = StructReader(self._shape, adaptation)


def _add_batch(batch: StructBatch, result: ReadText) -> None:
    if len(batch.events):
        result.batches.append(batch.events)
    result.unknown_fields.update(
        {path_text(path): events for path, events in batch.undeclared.items()}
    )
