"""CPU time of the converter's steps: `python -m benchmarks.steps SOURCE` prints it as JSON.

The time of a step is the time of the pipeline up to and including it, minus the time of the
pipeline up to the step before.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import deque
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from benchmarks.cases.this_converter import MAX_UNPACKED, rules
from benchmarks.events import UNTIL
from clickstream.records.chunks import read_events
from clickstream.records.unpack import Unpacked
from converter.convert import ConvertedChunk, Source, convert
from converter.read import event_chunks
from converter.write import write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from clickstream.records.events import ReadText


def pipelines(source: Path, scratch: Path) -> dict[str, Callable[[], Iterable[object]]]:
    """Return the pipeline up to and including each step, by the name of the step."""
    how = rules()

    def unpacked() -> Unpacked:
        return Unpacked(source.open("rb"), MAX_UNPACKED)

    def read() -> Iterator[ReadText]:
        return read_events(unpacked(), how.contract, how.max_event)

    def converted() -> Iterator[ConvertedChunk]:
        return convert(source.open("rb"), Source(f"s3://raw/{source.name}", UNTIL), how)

    return {
        "gunzip": unpacked,
        "msgspec: events to columns of Python values": read,
        "columns of Python values to Polars, casts": lambda: event_chunks(read(), how.contract),
        "validation, derived columns": converted,
        "sort, Polars' Parquet writer": lambda: [
            write_files(converted(), how.contract, scratch, "zstd")
        ],
    }


def main(source: Path) -> None:
    """Run each pipeline and print the CPU time of its last step."""
    if sys.platform == "linux":
        # On one processor: on several, threads that wait for each other add CPU time.
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    steps: dict[str, float] = {}
    with TemporaryDirectory() as scratch:
        for name, pipeline in pipelines(source, Path(scratch)).items():
            started = time.process_time()
            deque(pipeline(), maxlen=0)
            steps[name] = time.process_time() - started - sum(steps.values())
    print(json.dumps(steps))  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    main(Path(sys.argv[1]))
