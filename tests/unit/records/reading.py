"""Reading of raw objects in the tests, and a reference reader on Python's `json` alone."""

from __future__ import annotations

import io
import json
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.records import chunks, events, unpack
from clickstream.records.chunks import read_events
from clickstream.records.decode import Budget, JsonRecord, Reason, decode
from clickstream.records.unpack import Unpacked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickstream.contract import Contract
    from clickstream.records.events import ReadText

WHOLE = 1 << 30
Invalid = tuple[int, str, str]
"""Position, text and reason of an invalid record."""


def read(
    body: bytes,
    contract: Contract,
    *,
    chunk: int = WHOLE,
    frequent: int = events.FREQUENT,
    max_event: int = WHOLE,
    runs: bool = True,
) -> list[ReadText]:
    """Read an object in chunks of about `chunk` bytes.

    The structs have a member after `frequent` events with it. Without `runs`, every text that is
    too short for an event is a record of its own.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK", chunk)
        patch.setattr(events, "FREQUENT", frequent)
        if not runs:
            patch.setattr(events, "Budget", partial(Budget, single=WHOLE, effort=WHOLE))
        # two bytes tell gzip
        patch.setattr(unpack, "READ_BYTES", max(2, min(chunk, unpack.READ_BYTES)))
        return list(read_events(Unpacked(io.BytesIO(body), WHOLE), contract, max_event))


@dataclass(frozen=True)
class Read:
    """Everything that was read from an object."""

    texts: list[tuple[int, str]]
    """Position and text of every event, by position and text."""
    invalid: list[JsonRecord]
    unknown_fields: Counter[str]

    @property
    def records(self) -> int:
        """Number of records: events and invalid records."""
        return len(self.texts) + sum(record.records for record in self.invalid)


def gathered(results: list[ReadText]) -> Read:
    """Return the results of all texts of an object as one."""
    batches = [batch for result in results for batch in result.batches]
    texts = [
        (position, text.decode().strip(" \t\r"))
        for batch in batches
        for position, text in zip(
            batch.events.split.positions, batch.events.split.texts, strict=True
        )
    ]
    return Read(
        sorted(texts),
        [record for result in results for record in result.invalid],
        sum((result.unknown_fields for result in results), Counter[str]()),
    )


def in_order(records: list[JsonRecord]) -> list[Invalid]:
    """Return position, text and reason of invalid records, by position and text."""
    return sorted((record.position, record.text, str(record.reason)) for record in records)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_refuse)


def members(text: str) -> dict[str, str]:
    """Return the members of a valid object, with their values as they were sent."""
    found: dict[str, str] = {}
    at = _after_blanks(text, text.index("{") + 1)
    while text[at] != "}":
        name, at = _DECODER.raw_decode(text, at)
        start = _after_blanks(text, text.index(":", at) + 1)
        _, at = _DECODER.raw_decode(text, start)
        found[name] = text[start:at]
        at = _after_comma(text, at)
    return found


def elements(text: str) -> list[str]:
    """Return the elements of a valid array, as they were sent."""
    found: list[str] = []
    at = _after_blanks(text, text.index("[") + 1)
    while text[at] != "]":
        _, end = _DECODER.raw_decode(text, at)
        found.append(text[at:end])
        at = _after_comma(text, end)
    return found


def _after_comma(text: str, at: int) -> int:
    at = _after_blanks(text, at)
    return _after_blanks(text, at + 1) if text[at] == "," else at


def _after_blanks(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at


def text_of(value: str | None) -> str | None:
    """Return the content of a string, the JSON text of another value, and None for null."""
    if value is None or value == "null":
        return None
    return json.loads(value) if value.startswith('"') else value


def semantic(text: str | None) -> Any:
    """Return a JSON text as Python objects that keep the digits of numbers.

    Raises:
        ValueError: If the text is no JSON. `NaN` and `Infinity` are none, which Python reads.
    """
    if text is None:
        return None
    digits = "number {}".format
    return json.loads(text, parse_float=digits, parse_int=digits, parse_constant=_refuse)


def reference(body: bytes) -> tuple[list[tuple[int, str]], list[Invalid]]:
    """Return position and text of every event, and the invalid records, both sorted.

    `decode` gives the boundaries of the records. Everything else is Python's `json`.
    """
    found: list[tuple[int, str]] = []
    invalid: list[Invalid] = []
    for record in decode(body.decode("utf-8", "surrogateescape")):
        for text, reason in _texts(record):
            if reason:
                legible = text.encode("utf-8", "surrogateescape").decode(
                    "utf-8", "backslashreplace"
                )
                invalid.append((record.position, legible, reason))
            else:
                found.append((record.position, text))
    return sorted(found), sorted(invalid)


def _texts(record: JsonRecord) -> Iterator[tuple[str, Reason | None]]:
    is_array = record.reason is None and record.text.startswith("[")
    for text in elements(record.text) if is_array else [record.text]:
        yield text, _reason(text)


def _reason(text: str) -> Reason | None:
    try:
        text.encode()
        value: object = _DECODER.decode(text)
        json.dumps(value, ensure_ascii=False).encode()  # fails for half of a surrogate pair
    except ValueError:
        return Reason.MALFORMED_JSON
    return None if isinstance(value, dict) else Reason.NOT_AN_OBJECT
