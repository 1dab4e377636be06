"""Seeded inputs, made once and kept under `build/bench/`.

`python -m benchmarks.inputs EVENTS NAME…` makes the named inputs. It is a separate process because
it needs much memory, and Linux counts the peak memory of a parent as that of its children.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]  # the package may be imported through a link
CONTRACT = ROOT / "contracts" / "clickstream.odcs.yaml"
DIRECTORY = ROOT / "build" / "bench"
CONTRACT_JSON = DIRECTORY / "contract.json"
CONVERTER_CONTRACT_JSON = DIRECTORY / "converter-contract.json"
"""Contract as compiled by the checkout whose converter is measured."""

EVENTS = 300_000  # about 175 MB of JSON: more than the 128 MB that Firehose writes at most
UNTIL = datetime(2025, 11, 26, 6, tzinfo=UTC)
SPAN = timedelta(days=1)  # of the event times in an object: two dates
DELAY = 20.0  # mean seconds between an event and its arrival
SEED = 1
SCALES = (1, 2, 4, 8)
MALFORMED_SHARE = 0.01
EVENT_DATES = 500
ARRAY_PART = 3  # the array has a third of the events
SMALL_OBJECTS = 1000
SMALL_EVENTS = 50
GZIP_LEVEL = 6  # default of gzip; Firehose's objects have about that ratio


def path_of(name: str, events: int) -> Path:
    """Return the path of an input: a directory for `small`, a file for every other."""
    return DIRECTORY / "inputs" / f"{name}-{events}{'' if name == 'small' else '.json.gz'}"


def _member(index: int, events: int) -> Iterator[dict[str, Any]]:
    """Yield sample events in the order of their arrival, nearly in the order of their times.

    Sessions and addresses rarely repeat, as in a shop with many visitors.
    """
    from clickstream.contract.sample_events import sample_events  # noqa: PLC0415 - the parent imports this module only for paths

    rng = random.Random(f"arrivals {SEED + index}")  # noqa: S311 - has to be repeatable, not secret
    samples = sample_events(CONTRACT, seed=SEED + index, until=UNTIL)
    for number, event in enumerate(islice(samples, events)):
        arrival = UNTIL - SPAN * (1 - number / events)
        moment = arrival - timedelta(seconds=rng.expovariate(1 / DELAY))
        address = f"198.51.{rng.randrange(256)}.{rng.randrange(256)}"
        yield event | {
            "event_time": f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z",
            "session_id": f"{rng.getrandbits(128):032x}",
            "ip_address": address,
        }


def _line(event: dict[str, Any]) -> str:
    return json.dumps(event, ensure_ascii=False) + "\n"


def _plain(index: int, events: int) -> Iterator[str]:
    return map(_line, _member(index, events))


def _malformed(index: int, events: int) -> Iterator[str]:
    """Truncate one line in a hundred."""
    rng = random.Random(SEED)  # noqa: S311 - has to be repeatable, not secret
    for line in _plain(index, events):
        if rng.random() < MALFORMED_SHARE:
            yield line[: rng.randrange(1, len(line) - 2)] + "\n"
        else:
            yield line


def _unknown(index: int, events: int) -> Iterator[str]:
    """Add to every event a field that is not in the contract."""
    return (
        _line(event | {"campaign": f"c-{number % 97}"})
        for number, event in enumerate(_member(index, events))
    )


def _dates(index: int, events: int) -> Iterator[str]:
    """Spread the event times over five hundred dates; adjacent events have distant dates."""
    for number, event in enumerate(_member(index, events)):
        day = UNTIL - timedelta(days=1 + number * 37 % EVENT_DATES)
        yield _line(event | {"event_time": f"{day:%Y-%m-%d}{event['event_time'][10:]}"})


def _nested(index: int, events: int) -> Iterator[str]:
    """Add to every event an object that is not in the contract."""
    return (
        _line(event | {"ctx": {"tags": [number, {"ab": "b"}]}})
        for number, event in enumerate(_member(index, events))
    )


def _array(index: int, events: int) -> Iterator[str]:
    """Put a third of the events into one array, near the size limit of a value."""
    yield "["
    for number, event in enumerate(_member(index, events // ARRAY_PART)):
        yield ("," if number else "") + _line(event)
    yield "]"


VARIANTS: dict[str, Callable[[int, int], Iterator[str]]] = {
    "malformed": _malformed,
    "unknown": _unknown,
    "dates": _dates,
    "nested": _nested,
    "array": _array,
}


def _write(path: Path, lines: Iterator[str]) -> None:
    """Write one gzip member atomically, so that an interrupted run leaves no truncated input."""
    partial = path.with_name(f"{path.name}.part")
    size = 0
    with gzip.GzipFile(partial, "wb", GZIP_LEVEL, mtime=0) as file:
        for line in lines:
            size += file.write(line.encode())
    _write_size(path, size)
    partial.rename(path)


def _size_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.bytes")


def _write_size(path: Path, size: int) -> None:
    _size_file(path).write_text(str(size), encoding="ascii")


def json_bytes(path: Path) -> int:
    """Return the decompressed size of an input."""
    return int(_size_file(path).read_text(encoding="ascii"))


def _make_scaled(path: Path, scale: int, events: int) -> None:
    """Concatenate gzip members of different seeds to one object."""
    members = [
        path_of(f"member{index}", events) if index else path_of("x1", events)
        for index in range(scale)
    ]
    for index, member in enumerate(members):
        if not member.exists():
            _write(member, _plain(index, events))
    if scale == 1:
        return
    partial = path.with_name(f"{path.name}.part")
    with partial.open("wb") as whole:
        for member in members:
            whole.write(member.read_bytes())
    _write_size(path, sum(map(json_bytes, members)))
    partial.rename(path)


def _make_small(path: Path) -> None:
    partial = path.with_name(f"{path.name}.part")
    partial.mkdir(exist_ok=True)
    lines = _plain(0, SMALL_OBJECTS * SMALL_EVENTS)
    size = 0
    for number in range(SMALL_OBJECTS):
        data = "".join(islice(lines, SMALL_EVENTS)).encode()
        (partial / f"{number:04}.json.gz").write_bytes(gzip.compress(data, GZIP_LEVEL, mtime=0))
        size += len(data)
    _write_size(path, size)
    partial.rename(path)


def make(name: str, events: int) -> None:
    """Make an input, unless it exists."""
    path = path_of(name, events)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        return
    if name in VARIANTS:
        _write(path, VARIANTS[name](0, events))
    elif name == "small":
        _make_small(path)
    else:
        _make_scaled(path, int(name.removeprefix("x")), events)


def main(events: str, *names: str) -> None:
    """Make the JSON form of the contract, and the named inputs."""
    from clickstream.contract.odcs import read_contract  # noqa: PLC0415 - the parent imports this module only for paths

    DIRECTORY.mkdir(parents=True, exist_ok=True)
    CONTRACT_JSON.write_text(read_contract(CONTRACT).to_json(), encoding="utf-8")
    for name in names:
        make(name, int(events))


if __name__ == "__main__":
    main(*sys.argv[1:])
