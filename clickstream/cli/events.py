"""Events of a file to send."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zlib
from contextlib import ExitStack, contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from clickstream.cli.errors import CliError
from clickstream.delivery.sender import OversizedEvent, Record, pack, single_record

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

STDIN = "-"
GZIP_MAGIC = b"\x1f\x8b"
# If the first line is not complete JSON, the file is read into memory, because it may be one
# pretty-printed value. A larger file is treated as lines.
PRETTY_LIMIT_BYTES = 16 * 1024 * 1024


def read_records(
    path: str, *, limit_events: int | None = None
) -> Iterator[Record | OversizedEvent]:
    """Yield the events of a file as records.

    A file with one JSON value on several lines is one unchanged record. Otherwise each line that is
    not blank is an event. Broken lines are sent too, because the converter quarantines them. A gzip
    file is recognized by its first bytes.

    Args:
        path: Path of the file; `-` is standard input.
        limit_events: Limit on the events of a record; by default none.

    Raises:
        CliError: If the file cannot be read, or its gzip stream is broken.
    """
    try:
        with _open(path) as stream:
            yield from _records(stream, limit_events)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        msg = f"{path}: the gzip stream is broken: {error}"
        remedy = "Compress the file again. Events before the broken part may have been sent."
        raise CliError(msg, remedy) from error
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror or error}"
        raise CliError(msg, "Give a file of JSON events, or - for standard input.") from error


@contextmanager
def _open(path: str) -> Generator[io.BufferedIOBase]:
    with ExitStack() as closing:
        if path == STDIN:
            file = _buffered(sys.stdin.buffer)
        else:
            file = closing.enter_context(Path(path).open("rb"))
        is_gzip = file.peek(len(GZIP_MAGIC)).startswith(GZIP_MAGIC)
        yield closing.enter_context(gzip.GzipFile(fileobj=file)) if is_gzip else file


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    if isinstance(stream, io.BufferedReader):
        return cast("io.BufferedReader", stream)
    return io.BufferedReader(cast("io.RawIOBase", stream))


def _records(
    stream: io.BufferedIOBase, limit_events: int | None
) -> Iterator[Record | OversizedEvent]:
    first = next((line for line in stream if line.strip()), b"")
    if _is_json(first):
        yield from pack(_lines(chain([first], stream)), limit_events=limit_events)
        return
    # The line begins a value on several lines, or is a broken line.
    head = first + stream.read(PRETTY_LIMIT_BYTES) + stream.readline()
    following = stream.readline()
    if not following and _is_json(head):
        yield single_record(head, events=_events_in(head))
    else:
        lines = _lines(chain(io.BytesIO(head), [following], stream))
        yield from pack(lines, limit_events=limit_events)


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _events_in(text: bytes) -> int:
    """Return the number of events in a JSON value: the elements of an array, or one."""
    value: object = json.loads(text)
    return max(1, len(cast("list[object]", value))) if isinstance(value, list) else 1


def _lines(stream: Iterable[bytes]) -> Iterator[bytes]:
    for line in stream:
        if line.strip():
            yield line.rstrip(b"\r\n")
