"""Events and lines read from a file."""

from __future__ import annotations

import gzip
import io
import json
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickstream.cli import events
from clickstream.cli.errors import CliError
from clickstream.delivery.sender import RECORD_LIMIT_BYTES, OversizedEvent, Record

if TYPE_CHECKING:
    from pathlib import Path

PRETTY = json.dumps({"event_type": "purchase", "nested": {"a": [1, 2]}}, indent=2).encode()


def read(path: Path) -> list[Record | OversizedEvent]:
    return list(events.read_records(str(path)))


def written(directory: Path, content: bytes, name: str = "events.json") -> Path:
    path = directory / name
    path.write_bytes(content)
    return path


def test_lines_are_packed_without_blank_ones(tmp_path: Path) -> None:
    assert read(written(tmp_path, b'{"a":1}\n\n  \n{"a":2}\r\n{"a":3}')) == [
        Record(b'{"a":1}\n{"a":2}\n{"a":3}\n', 3)
    ]


def test_a_pretty_printed_file_is_one_record_as_it_is(tmp_path: Path) -> None:
    assert read(written(tmp_path, b"\n" + PRETTY + b"\n")) == [Record(PRETTY + b"\n", 1)]


def test_a_pretty_printed_array_counts_its_elements(tmp_path: Path) -> None:
    content = json.dumps([{"a": 1}, {"a": 2}], indent=1).encode()
    assert read(written(tmp_path, content)) == [Record(content, 2)]


def test_a_broken_first_line_does_not_stop_the_others(tmp_path: Path) -> None:
    assert read(written(tmp_path, b'{"a":\n{"a":1}\nnot json\n')) == [
        Record(b'{"a":\n{"a":1}\nnot json\n', 3)
    ]


def test_one_line_is_one_event(tmp_path: Path) -> None:
    assert read(written(tmp_path, b'{"a":1}')) == [Record(b'{"a":1}\n', 1)]


def test_an_empty_file_has_no_events(tmp_path: Path) -> None:
    assert read(written(tmp_path, b"\n\n")) == []


def test_gzip_is_recognized_by_its_first_bytes_and_may_have_several_members(tmp_path: Path) -> None:
    content = gzip.compress(b'{"a":1}\n') + gzip.compress(b'{"a":2}\n')
    assert read(written(tmp_path, content, "no-gz-in-the-name")) == [
        Record(b'{"a":1}\n{"a":2}\n', 2)
    ]


def test_a_plain_file_with_a_gz_name_is_read_as_it_is(tmp_path: Path) -> None:
    assert read(written(tmp_path, b'{"a":1}\n', "plain.gz")) == [Record(b'{"a":1}\n', 1)]


def test_standard_input_is_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(b'{"a":1}\n'))))
    assert list(events.read_records("-")) == [Record(b'{"a":1}\n', 1)]


def test_a_pretty_printed_value_over_the_record_limit_is_oversized_not_split_into_lines(
    tmp_path: Path,
) -> None:
    content = json.dumps({"text": "x" * RECORD_LIMIT_BYTES}, indent=1).encode()
    [part] = read(written(tmp_path, content))
    assert isinstance(part, OversizedEvent)
    assert part.size_bytes == len(content)


def test_a_file_past_the_pretty_limit_keeps_its_lines_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "PRETTY_LIMIT_BYTES", 10)
    lines = [b"broken first"] + [b'{"number":%d}' % number for number in range(20)]
    [part] = read(written(tmp_path, b"\n".join(lines)))
    assert part == Record(b"\n".join(lines) + b"\n", 21)


@given(
    lines=st.lists(
        st.binary(max_size=20).filter(lambda line: line.strip() == line and b"\n" not in line),
        max_size=20,
    )
)
def test_no_line_is_lost(tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]) -> None:
    path = written(tmp_path_factory.mktemp("lines"), b"\n".join([b"{}", *lines]))
    kept = [b"{}", *(line for line in lines if line)]
    if not path.read_bytes().startswith(events.GZIP_MAGIC):
        assert read(path) == [Record(b"\n".join(kept) + b"\n", len(kept))]


def test_broken_gzip_is_an_error_with_the_file_s_name(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(b'{"a":1}\n' * 1000)[:-12])
    with pytest.raises(CliError, match=r"events\.json: the gzip stream is broken"):
        read(path)


def test_a_file_that_cannot_be_read_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(CliError, match=r"none\.json: cannot be read: No such file"):
        read(tmp_path / "none.json")
    with pytest.raises(CliError, match="cannot be read: Is a directory"):
        read(tmp_path)
