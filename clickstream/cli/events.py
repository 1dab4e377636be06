"""Where the events to send come from: the contract's samples, or a file."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zlib
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from clickstream.cli.errors import CliError
from clickstream.contract.odcs import read_contract
from clickstream.contract.sample_events import sample_events
from clickstream.delivery.sender import OversizedEvent, Record, pack, single_record

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator
    from datetime import datetime

STDIN = "-"
GZIP_MAGIC = b"\x1f\x8b"
# A file that begins like a pretty-printed value is held in memory to see whether it is one; a
# larger one is taken for lines.
PRETTY_LIMIT_BYTES = 16 * 1024 * 1024


def samples(
    contract: Path, count: int, *, seed: int, until: datetime | None = None
) -> Iterator[bytes]:
    """Yield `count` sample events of a contract file, as compact JSON.

    Raises:
        ContractError: If the file is not a contract.
    """
    read_contract(contract)  # for its errors, which name the column and the remedy
    for event in islice(sample_events(contract, seed=seed, until=until), count):
        yield compact(event)


def compact(event: dict[str, Any]) -> bytes:
    """Return an event as a producer would send it: JSON on one line."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def read_parts(path: str, *, limit_events: int | None = None) -> Iterator[Record | OversizedEvent]:
    """Yield the records that a file's events go into. `-` is standard input; gzip is told by its first bytes.

    If the file is one JSON value over several lines, it is one record, as it is. Else its lines are
    packed: each line that is not blank is sent as it is, broken ones too, since the pipeline
    accounts for those; `limit_events` to a record, if given.

    Raises:
        CliError: If the file cannot be read, or its compression is broken.
    """
    try:
        with _open(path) as stream:
            yield from _parts(stream, limit_events)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        msg = f"{path}: the gzip stream is broken: {error}"
        raise CliError(
            msg, "Compress it again; whole events before the break may have been sent."
        ) from error
    except OSError as error:
        msg = f"{path}: cannot be read: {error.strerror or error}"
        raise CliError(msg, "Name a file of JSON events, or - for standard input.") from error


@contextmanager
def _open(path: str) -> Generator[io.BufferedIOBase]:
    with ExitStack() as closing:
        plain = (
            _buffered(sys.stdin.buffer)
            if path == STDIN
            else closing.enter_context(Path(path).open("rb"))
        )
        packed = plain.peek(len(GZIP_MAGIC)).startswith(GZIP_MAGIC)
        yield closing.enter_context(gzip.GzipFile(fileobj=plain)) if packed else plain


def _buffered(stream: BinaryIO) -> io.BufferedReader:
    return (
        cast("io.BufferedReader", stream)
        if isinstance(stream, io.BufferedReader)
        else io.BufferedReader(cast("io.RawIOBase", stream))
    )


def _parts(
    stream: io.BufferedIOBase, limit_events: int | None
) -> Iterator[Record | OversizedEvent]:
    first = next((line for line in stream if line.strip()), b"")
    if _is_json(first):
        yield from pack(_lines(chain([first], stream)), limit_events=limit_events)
        return
    # It may be the first line of a value over several lines, or a broken line of many.
    head = first + stream.read(PRETTY_LIMIT_BYTES) + stream.readline()
    following = stream.readline()
    if not following and _is_json(head):
        yield single_record(head, events=_events_in(head))
    else:
        yield from pack(
            _lines(chain(io.BytesIO(head), [following], stream)), limit_events=limit_events
        )


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _events_in(text: bytes) -> int:
    """Return how many events the pipeline makes of a value: an array's elements, or the one that it is."""
    value: object = json.loads(text)
    return max(1, len(cast("list[object]", value))) if isinstance(value, list) else 1


def _lines(stream: Iterable[bytes]) -> Iterator[bytes]:
    for line in stream:
        if line.strip():
            yield line.rstrip(b"\r\n")
