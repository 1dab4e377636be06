"""Visitors and their sources, in the named queries and in the view of sessions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.contract.queries import read_queries
from tests.paths import ROOT
from tests.unit.queries import expected, expected_traffic
from tests.unit.queries.events import CONTRACT, table
from tests.unit.queries.lake import lake, rows_of

if TYPE_CHECKING:
    from pathlib import Path

QUERIES = {query.name: query for query in read_queries(ROOT / "queries")}
ANSWERS = {**expected.ANSWERS, **expected_traffic.ANSWERS}
TIME = datetime(2026, 3, 1, 10)  # noqa: DTZ001 - as in the tables
DATES = ("2026-03-01", "2026-03-01")
PAGE, OTHER_PAGE = "https://shop.example/p/1", "https://shop.example/p/2"
FOREIGN = "https://search.example/"


def event(minute: int, event_type: str, **values: Any) -> dict[str, Any]:
    time = TIME + timedelta(minutes=minute)
    return {
        "event_id": f"e{minute}",
        "event_type": event_type,
        "event_time": time,
        "product_price": 10.0,
        "ingested_at": time,
        "source_object": "s3://raw/1",
        **values,
    }


SIGN_IN = [
    event(0, "product_view", session_id="s1", page_url=PAGE, referrer=FOREIGN),
    event(1, "purchase", session_id="s1", user_id="u1", page_url=PAGE),
    event(2, "product_view", session_id="s1", user_id="u1", page_url=PAGE),
]
WITHOUT_SESSION = [
    event(0, "product_view", user_id="u1", page_url=PAGE),
    event(1, "product_view", user_id="u2", page_url=PAGE),
    event(2, "product_view", page_url=PAGE),
]


def answer(root: Path, name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run a named query over rows, and compare its answer with that of Polars."""
    events = table(rows)
    found = rows_of(lake(root, events), QUERIES[name].sql, DATES)
    assert found == ANSWERS[name](events)
    return found


def view(root: Path, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sql = f"SELECT * FROM {CONTRACT.table}_sessions ORDER BY started_at"  # noqa: S608 - ours
    return rows_of(lake(root, table(rows)), sql)


@pytest.mark.parametrize("name", ["sessions", "traffic", "top_pages", "countries", "sources"])
def test_a_visitor_who_signs_in_is_one_visitor(name: str, tmp_path: Path) -> None:
    (row,) = answer(tmp_path, name, SIGN_IN)
    assert row["visitors"] == 1


def test_a_visitor_who_signs_in_has_one_session(tmp_path: Path) -> None:
    (session,) = answer(tmp_path / "query", "sessions", SIGN_IN[:2])
    assert (session["sessions"], session["events"]) == (1, 2)
    (row,) = view(tmp_path / "view", SIGN_IN[:2])
    assert (row["visitor"], row["events"], row["purchases"]) == ("u1", 2, 1)


def test_a_purchase_after_the_sign_in_has_the_source_before_it(tmp_path: Path) -> None:
    (row,) = answer(tmp_path, "attribution", SIGN_IN)
    assert (row["source"], row["first_touch_purchases"]) == ("search.example", 1)


def test_users_without_a_session_id_stay_apart(tmp_path: Path) -> None:
    (hour,) = answer(tmp_path / "query", "traffic", WITHOUT_SESSION)
    assert (hour["events"], hour["visitors"]) == (3, 2)
    assert [row["visitor"] for row in view(tmp_path / "view", WITHOUT_SESSION)] == ["u1", "u2"], (
        "an event without user and session has no visitor"
    )


@pytest.mark.parametrize(
    ("page", "referrer", "source"),
    [
        (PAGE, FOREIGN, "search.example"),
        (PAGE, OTHER_PAGE, "direct"),
        (None, OTHER_PAGE, "direct"),
        ("/p/1", OTHER_PAGE, "direct"),
        (PAGE, "android", "direct"),
        (PAGE, None, "direct"),
        ("/p/1?utm_source=ads", OTHER_PAGE, "ads"),
    ],
)
def test_the_shop_itself_is_no_source(
    page: str | None, referrer: str | None, source: str, tmp_path: Path
) -> None:
    rows = [event(0, "purchase", session_id="s1", page_url=page, referrer=referrer)]
    for name in ("sources", "attribution"):
        (row,) = answer(tmp_path / name, name, rows)
        assert row["source"] == source
