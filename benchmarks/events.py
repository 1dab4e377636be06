"""Sample events of the contract, and variants of them, as JSON text with a seed."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from benchmarks.paths import CONTRACT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

UNTIL = datetime(2025, 11, 26, 6, tzinfo=UTC)
SPAN = timedelta(days=1)  # of the event times in an object: two dates
DELAY = 20.0  # mean seconds between an event and its arrival
SEED = 1
MALFORMED_SHARE = 0.01
EVENT_DATES = 500


def arrival_time(rng: random.Random, number: int, events: int) -> str:
    """Return the event time of an event by its number: nearly in the order of the numbers."""
    arrival = UNTIL - SPAN * (1 - number / events)
    moment = arrival - timedelta(seconds=rng.expovariate(1 / DELAY))
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"


def line(event: dict[str, Any]) -> str:
    """Return an event as a line of JSON."""
    return json.dumps(event, ensure_ascii=False) + "\n"


def _sampled(index: int, events: int) -> Iterator[dict[str, Any]]:
    """Yield sample events in the order of their arrival, nearly in the order of their times.

    Sessions and addresses rarely repeat, as in a shop with many visitors.
    """
    from clickstream.contract.sample_events import sample_events  # noqa: PLC0415 - the parent imports this module only for names

    rng = random.Random(f"arrivals {SEED + index}")  # noqa: S311 - has to be repeatable, not secret
    samples = sample_events(CONTRACT, seed=SEED + index, until=UNTIL)
    for number, event in enumerate(islice(samples, events)):
        moment = arrival_time(rng, number, events)
        address = f"198.51.{rng.randrange(256)}.{rng.randrange(256)}"
        yield event | {
            "event_time": moment,
            "session_id": f"{rng.getrandbits(128):032x}",
            "ip_address": address,
        }


def plain(index: int, events: int) -> Iterator[str]:
    """Yield valid events, one per line."""
    return map(line, _sampled(index, events))


def _malformed(events: int) -> Iterator[str]:
    """Truncate one line in a hundred."""
    rng = random.Random(SEED)  # noqa: S311 - has to be repeatable, not secret
    for text in plain(0, events):
        if rng.random() < MALFORMED_SHARE:
            yield text[: rng.randrange(1, len(text) - 2)] + "\n"
        else:
            yield text


def _unknown(events: int) -> Iterator[str]:
    """Add to every event a field that is not in the contract."""
    return (
        line(event | {"campaign": f"c-{number % 97}"})
        for number, event in enumerate(_sampled(0, events))
    )


def _nested(events: int) -> Iterator[str]:
    """Add to every event an object that is not in the contract."""
    return (
        line(event | {"ctx": {"tags": [number, {"ab": "b"}]}})
        for number, event in enumerate(_sampled(0, events))
    )


def _number_in_text(events: int) -> Iterator[str]:
    """Put a number into a text column of every event."""
    return (
        line(event | {"user_id": 10_000 + number % 4000})
        for number, event in enumerate(_sampled(0, events))
    )


def _dates(events: int) -> Iterator[str]:
    """Spread the event times over five hundred dates; adjacent events have distant dates."""
    for number, event in enumerate(_sampled(0, events)):
        day = UNTIL - timedelta(days=1 + number * 37 % EVENT_DATES)
        yield line(event | {"event_time": f"{day:%Y-%m-%d}{event['event_time'][10:]}"})


def _one_array(events: int) -> Iterator[str]:
    """Put all events into one array."""
    yield "["
    for number, event in enumerate(_sampled(0, events)):
        yield ("," if number else "") + line(event)
    yield "]"


VARIANTS: dict[str, Callable[[int], Iterator[str]]] = {
    "malformed": _malformed,
    "unknown": _unknown,
    "nested": _nested,
    "number_in_text": _number_in_text,
    "dates": _dates,
    "one_array": _one_array,
}
"""Functions from the number of events to the parts of an input, by the input's name."""
