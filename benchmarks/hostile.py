"""Hostile inputs: four megabytes of text that costs a reader much time or memory per byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZE = 4_000_000  # bytes
DEPTH = 100_000  # of nested values
FIRST_SECOND = 1_577_836_800  # 2020-01-01 in epoch seconds, the first date of the time window
DAY_SECONDS = 86_400
DATES = 2000  # distinct event dates
EVENT = (
    '{"event_id": "0b1c0f5e-6f55-4a36-9d63-5a7a2f5f3c11", "event_type": "product_view", '
    '"event_time": "2025-11-25T10:20:30.456Z", "user_id": "u-0042", "session_id": "s-0042", '
    '"page_url": "https://shop.example/p/tent", "country": "DE", "product_price": 189.0}'
)


@dataclass(frozen=True)
class Hostile:
    """Hostile input: equally long units, each of which is one row or one quarantined record."""

    title: str
    unit: str | Callable[[int], str]
    """Text of each unit, or function from its number to the text."""
    opening: str = ""
    separator: str = ""
    """Text between two units."""
    closing: str = ""
    dates: int = 1
    """Number of event dates, each of which has a file of its own."""

    @property
    def records(self) -> int:
        """Number of units that fit into `SIZE`."""
        around = len(self.opening) + len(self.closing) - len(self.separator)
        return (SIZE - around) // (len(self._text(0)) + len(self.separator))

    def parts(self) -> Iterator[str]:
        """Yield the parts of the input."""
        for number in range(self.records):
            yield (self.separator if number else self.opening) + self._text(number)
        yield self.closing

    def _text(self, number: int) -> str:
        return self.unit if isinstance(self.unit, str) else self.unit(number)


def _dated(number: int) -> str:
    """Return a short valid event; the dates of successive ones are far apart."""
    seconds = FIRST_SECOND + DAY_SECONDS * (number * 7919 % DATES)
    return f'{{"event_type":"","event_time":{seconds}}}'


HOSTILE = {
    "hostile_objects": Hostile("one line `{}{}{}…`", "{}"),
    "hostile_events": Hostile("one line of concatenated events", EVENT),
    "hostile_ones": Hostile("lines `1`", "1\n"),
    "hostile_members": Hostile('lines `{"a":`', '{"a":\n'),
    "hostile_brackets": Hostile("lines `[`", "[\n"),
    "hostile_array": Hostile("one array `[1,1,1,…]`", "1", "[", ",", "]"),
    "hostile_deep_arrays": Hostile(
        "lines `[[[…]]]`, 100,000 deep", "[" * DEPTH + "]" * DEPTH + "\n"
    ),
    "hostile_open_arrays": Hostile("lines `[[[…`, 100,000 deep", "[" * DEPTH + "\n"),
    "hostile_deep_objects": Hostile(
        'lines `{"a":{"a":…}}`, 100,000 deep', '{"a":' * DEPTH + "1" + "}" * DEPTH + "\n"
    ),
    "hostile_open_objects": Hostile('lines `{"a":{"a":…`, 100,000 deep', '{"a":' * DEPTH + "\n"),
    "hostile_dates": Hostile(
        "lines of short events, 2,000 dates", _dated, separator="\n", dates=DATES
    ),
    "hostile_dates_array": Hostile(
        "one array of short events, 2,000 dates", _dated, "[", ",", "]", DATES
    ),
}
"""Hostile inputs by name."""
