"""Files of the rows: one per date, in bounded memory, with sorted row groups."""

from __future__ import annotations

import json
from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from converter import spill as spill_module
from converter import write as write_module
from converter.convert import convert
from converter.spill import DAY, SpillFile
from converter.write import OTHER_NAMES, WrittenFiles, write_files
from tests.unit.converter.fakes import SOURCE, event, parquet, rules

if TYPE_CHECKING:
    from pathlib import Path

    from clickstream.contract import Contract

FIRST = date(2025, 11, 1)


@pytest.fixture
def few_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set all limits so low that a few events reach them."""
    for name, rows in {"RUN_ROWS": 12, "ROW_GROUP_ROWS": 4, "STREAMED_DATES": 2}.items():
        monkeypatch.setattr(write_module, name, rows)
    for name, rows in {"BLOCK_ROWS": 3, "GROUP_ROWS": 10, "MAX_BUFFERED_ROWS": 20}.items():
        monkeypatch.setattr(spill_module, name, rows)


def written(contract: Contract, scratch: Path, *events: dict[str, object]) -> WrittenFiles:
    stream = BytesIO("\n".join(map(json.dumps, events)).encode())
    return write_files(convert(stream, SOURCE, rules(contract)), contract, scratch, "zstd")


@settings(max_examples=100, deadline=None)
@given(
    runs=st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=30), max_size=8),
    bounds=st.tuples(st.integers(1, 5), st.integers(1, 20), st.integers(1, 40)),
)
def test_a_spill_file_returns_all_rows_in_order_of_their_days(
    runs: list[list[int]], bounds: tuple[int, int, int]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, bound in zip(
            ("BLOCK_ROWS", "GROUP_ROWS", "MAX_BUFFERED_ROWS"), bounds, strict=True
        ):
            patch.setattr(spill_module, name, bound)
        spill = SpillFile(BytesIO())
        frames = [
            pl.DataFrame(
                {
                    DAY: [FIRST + timedelta(days=day) for day in sorted(days)],
                    "row": range(len(days)),
                }
            )
            for days in runs
        ]
        for frame in frames:
            spill.add(frame)
        groups: list[pl.DataFrame] = []
        ended = True
        for frame, ends in spill.frames():
            groups = [*groups, frame] if ended else [*groups[:-1], pl.concat([groups[-1], frame])]
            ended = ends
    assert ended, "the last group is complete"
    if not runs:
        assert groups == []
        return
    assert_frame_equal(pl.concat(groups), pl.concat(frames), check_row_order=False)
    days = [set(group[DAY]) for group in groups if group.height]
    assert all(max(earlier) < min(later) for earlier, later in pairwise(days)), (
        "groups are in order of their days"
    )
    assert all(group.height >= bounds[1] for group in groups[:-1]), (
        "groups have the minimum size, since each is one write"
    )


@pytest.mark.usefixtures("few_rows")
def test_any_number_of_dates_is_written_each_to_its_file(
    clickstream: Contract, tmp_path: Path
) -> None:
    days = [FIRST + timedelta(days=number * 7 % 23) for number in range(200)]
    files = written(
        clickstream,
        tmp_path,
        *(
            event(event_time=f"{day}T10:00:00Z", user_id=str(number))
            for number, day in enumerate(days)
        ),
    )
    assert sorted(files.events) == sorted(set(days))
    for day, path in files.events.items():
        ids = [str(number) for number, other in enumerate(days) if other == day]
        assert sorted(pl.read_parquet(path)["user_id"]) == sorted(ids), (
            "a file holds its date's rows, all of them, once"
        )


@pytest.mark.usefixtures("few_rows")
def test_a_date_with_more_rows_than_the_buffer_is_one_file(
    clickstream: Contract, tmp_path: Path
) -> None:
    days = [
        FIRST,
        FIRST + timedelta(days=1),
        *[FIRST + timedelta(days=2)] * 100,
        FIRST + timedelta(days=3),
    ]
    files = written(clickstream, tmp_path, *(event(event_time=f"{day}T10:00:00Z") for day in days))
    assert [pl.read_parquet(path).height for _, path in sorted(files.events.items())] == [
        1,
        1,
        100,
        1,
    ]


@pytest.mark.usefixtures("few_rows")
def test_row_groups_let_a_reader_skip_by_type_and_time(
    clickstream: Contract, tmp_path: Path
) -> None:
    kinds = ("add_to_cart", "page_view", "purchase")
    times = [f"2025-11-01T{hour:02}:00:00Z" for hour in range(24) for _ in kinds]
    files = written(
        clickstream,
        tmp_path,
        *(
            event(event_time=time, event_type=kinds[number % 3])
            for number, time in enumerate(times)
        ),
    )
    metadata = parquet(files.events[FIRST].read_bytes()).metadata
    columns = [metadata.schema.column(index).name for index in range(metadata.num_columns)]
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    kind = [group.column(columns.index("event_type")).statistics for group in groups]
    assert sum(bounds.min <= "purchase" <= bounds.max for bounds in kind) == len(groups) / 3, (
        "one of three types is in a third of the row groups"
    )
    moment = [group.column(columns.index("event_time")).statistics for group in groups]
    assert sum(bounds.min.hour <= 10 <= bounds.max.hour for bounds in moment) == 3, (
        "an hour is in one run"
    )


def test_unknown_fields_are_counted_by_name(clickstream: Contract, tmp_path: Path) -> None:
    files = written(
        clickstream,
        tmp_path,
        event(campaign="a"),
        event(campaign=None, ctx={}),
        event(),
        {"campaign": 1},
    )
    assert files.unknown_fields == {"campaign": 3, "ctx": 1}, (
        "undeclared fields are counted in quarantined events too"
    )
    assert files.rows_with_unknown_fields == 2, "rows whose `extra` is not null"


def test_unknown_names_cannot_fill_the_log(
    clickstream: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_module, "MAX_NAMES", 2)
    monkeypatch.setattr(write_module, "MAX_NAME_LENGTH", 3)
    files = written(clickstream, tmp_path, event(abcd=1), event(b=1, c=1), event(d=1))
    assert files.unknown_fields == {"abc": 1, "b": 1, OTHER_NAMES: 2}
