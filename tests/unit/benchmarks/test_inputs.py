"""Inputs of the benchmark: hostile ones, variants of sample events, and nested events."""

import gzip
import io
import json
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
import yaml

from benchmarks.cases._check import check_columns
from benchmarks.cases.duckdb_segment import query
from benchmarks.events import VARIANTS
from benchmarks.hostile import HOSTILE, SIZE
from benchmarks.paths import CONTRACT, SEGMENT_CONTRACT
from benchmarks.segment import segment_events
from clickstream.contract.odcs import read_contract
from converter.convert import ConversionRules, Source, convert

LEAVES = 18
DEEP = "deep"
SOURCE = Source("s3://raw/object", datetime(2025, 11, 26, tzinfo=UTC))
RULES = ConversionRules(
    read_contract(CONTRACT), date(2020, 1, 1), timedelta(hours=24), 1 << 20, 1 << 20
)


def _properties() -> dict[str, dict[str, Any]]:
    contract = yaml.safe_load(SEGMENT_CONTRACT.read_text(encoding="utf-8"))
    return {
        column["name"]: column
        for column in contract["schema"][0]["properties"]
        if not column.get("partitioned")
    }


def _member(event: dict[str, Any], path: str) -> object:
    first, _, rest = path.partition(".")
    return _member(event.get(first, {}), rest) if rest else event.get(first)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_input_has_about_four_megabytes(name: str) -> None:
    size = sum(len(part.encode()) for part in HOSTILE[name].parts())
    assert 0.85 * SIZE < size <= SIZE


@pytest.mark.parametrize("name", [name for name in HOSTILE if DEEP not in HOSTILE[name].title])
def test_each_unit_of_a_hostile_input_is_a_row_or_a_quarantined_line(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.hostile.SIZE", 4000)
    body = "".join(HOSTILE[name].parts()).encode()
    chunks = list(convert(io.BytesIO(body), SOURCE, RULES))
    assert sum(chunk.lines for chunk in chunks) == HOSTILE[name].records
    rejected = sum(chunk.quarantine["records"].sum() for chunk in chunks)
    assert rejected == (0 if "events" in HOSTILE[name].title else HOSTILE[name].records)


def test_the_array_holds_all_events() -> None:
    events = json.loads("".join(VARIANTS["one_array"](30)))
    assert len(events) == 30


def test_every_event_has_a_number_in_a_text_column() -> None:
    events = [json.loads(text) for text in VARIANTS["number_in_text"](30)]
    assert all(isinstance(event["user_id"], int) for event in events)


def test_nested_events_have_the_members_that_the_contract_reads() -> None:
    events = [json.loads(text) for text in islice(segment_events(1000), 200)]
    paths = [
        path
        for column in _properties().values()
        for path in column.get("transformSourceObjects", [column["name"]])
    ]
    assert sum("." in path for path in paths) == LEAVES
    assert all(any(_member(event, path) is not None for event in events) for path in paths)
    named = {path.partition(".")[0] for path in paths}
    assert all(event.keys() <= named for event in events), "no field is unknown to the contract"


def test_duckdb_reads_the_columns_of_the_contract(tmp_path: Path) -> None:
    lines = list(islice(segment_events(1000), 50))
    source = tmp_path / "events.json.gz"
    source.write_bytes(gzip.compress("".join(lines).encode()))
    with duckdb.connect() as connection:
        found = connection.execute(query(source))
        names = [column[0] for column in found.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    assert names == list(_properties())
    for event, row in zip(map(json.loads, lines), rows, strict=True):
        for column in _properties().values():
            name, kind = column["name"], column["physicalType"]
            expected = _member(event, column.get("transformSourceObjects", [name])[0])
            if kind == "json":
                assert json.loads(row[name]) == expected
            elif kind != "timestamp":
                assert row[name] == expected, name


@pytest.mark.parametrize(
    ("empty", "message"),
    [(["extra"], None), (["sku", "extra"], r"\['sku', 'extra'\]"), ([], r"\[\]")],
)
def test_nested_events_are_converted_only_if_each_column_has_values(
    tmp_path: Path, empty: list[str], message: str | None
) -> None:
    names = ("sku", "extra")
    directory = tmp_path / "events" / "year=2025"
    directory.mkdir(parents=True)
    pl.DataFrame(
        {name: [None, None if name in empty else "a"] for name in names},
        schema=dict.fromkeys(names, pl.String()),
    ).write_parquet(directory / "events.parquet")
    expected = pytest.raises(ValueError, match=message) if message else nullcontext()
    with expected:
        check_columns(tmp_path)
