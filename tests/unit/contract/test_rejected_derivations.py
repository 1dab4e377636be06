"""Rejected derived columns: each error names the file, the column, the value and the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.contract.files import (
    added,
    assert_column_rejected,
    column,
    edited,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.contract.files import Change

TO_DATE = "STRFTIME(event_time, '%Y')"

REJECTED_DERIVATIONS = [
    pytest.param(
        column("hour", transformLogic="EXTRACT(HOUR FROM"),
        "hour",
        "fails",
        "Use SQL that Polars supports",
        id="logic that does not parse",
    ),
    pytest.param(
        column("hour", transformLogic=""),
        "hour",
        "fails",
        "Use SQL that Polars supports",
        id="empty logic",
    ),
    pytest.param(
        column("hour", transformLogic="EXTRACT(HOUR FROM sent_at)"),
        "hour",
        '"sent_at"',
        "over the columns event_id",
        id="unknown column",
    ),
    pytest.param(
        column("revenue", transformLogic="hour * 1.5"),
        "revenue",
        '"hour"',
        "over the columns event_id",
        id="a later derived column",
    ),
    pytest.param(
        column("revenue", transformLogic="revenue + 1"),
        "revenue",
        '"revenue"',
        "over the columns event_id",
        id="the column itself",
    ),
    pytest.param(
        column("hour", transformLogic=TO_DATE.replace("%Y", "%Q")),
        "hour",
        "'%Q'",
        "Use SQL that Polars",
        id="unknown date format of a derivation",
    ),
    pytest.param(
        column("hour", transformLogic="CAST(city AS BIGINT)"),
        "hour",
        "conversion",
        "Use SQL that Polars",
        id="a cast that fails on some event",
    ),
    pytest.param(
        column("day_of_week", transformLogic="GET_JSON_OBJECT(page, '$.a')"),
        "day_of_week",
        '"page"',
        "over the columns",
        id="a member of an unknown column",
    ),
    pytest.param(
        column("day_of_week", transformLogic="GET_JSON_OBJECT(quantity, '$.a')"),
        "day_of_week",
        "i64",
        "Use SQL that",
        id="a member of a number",
    ),
    pytest.param(
        column("day_of_week", transformLogic="UPPER(GET_JSON_OBJECT(city, '$.a'))"),
        "day_of_week",
        "get_json_object",
        "Use SQL",
        id="a member inside another function",
    ),
    pytest.param(
        column("revenue", transformLogic="product_price / SUM(product_price)"),
        "revenue",
        "more than its own event",
        "no aggregate",
        id="aggregate",
    ),
    pytest.param(
        column("hour", transformLogic="COUNT(*)"),
        "hour",
        "more than its own event",
        "no aggregate",
        id="count",
    ),
    pytest.param(
        column("hour", transformLogic="SUM(quantity) OVER (PARTITION BY city)"),
        "hour",
        "more than its own event",
        "window function",
        id="window",
    ),
    pytest.param(
        added("seen_at", physicalType="timestamp", transformLogic="NOW()"),
        "seen_at",
        "more than its own event",
        "clock",
        id="the clock",
    ),
]


@pytest.mark.parametrize(("change", "name", "problem", "remedy"), REJECTED_DERIVATIONS)
def test_an_invalid_derived_column_is_rejected(
    tmp_path: Path, change: Change, name: str, problem: str, remedy: str
) -> None:
    assert_column_rejected(edited(tmp_path, change), name, problem, remedy)
