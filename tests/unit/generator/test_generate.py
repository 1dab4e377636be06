"""Generated events: repeatable, in the order of time, valid, and as many as their account says."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clickstream.contract import ContractError
from clickstream.contract.odcs import read_contract
from clickstream.generator.account import Fault
from clickstream.generator.generate import DAYS, Generator
from tests.paths import CLICKSTREAM, GA4, ORDERS, SEGMENT, SONG_PLAYS, USER_PROFILES
from tests.unit.contract.files import added, column, edited
from tests.unit.converter.fakes import ARRIVED, converted_bytes

if TYPE_CHECKING:
    from pathlib import Path

TOLD = [CLICKSTREAM, SEGMENT, GA4]
CONTRACTS = [*TOLD, SONG_PLAYS, ORDERS, USER_PROFILES]
WITH_FAULTS = {
    Fault.LATE: 0.1,
    Fault.DUPLICATE: 0.1,
    Fault.MALFORMED: 0.05,
    Fault.DRIFT: 0.1,
    Fault.CLOCK_SKEW: 0.1,
}


def lines(path: Path, count: int, *, seed: int = 0, days: int = DAYS) -> list[bytes]:
    return list(Generator(path, seed=seed).period(count, until=ARRIVED, days=days).lines)


def events(count: int, *, seed: int = 0, days: int = DAYS) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines(CLICKSTREAM, count, seed=seed, days=days)]


def times_of(items: list[dict[str, Any]]) -> list[datetime]:
    return [datetime.fromisoformat(item["event_time"]) for item in items]


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.name)
def test_equal_seeds_give_equal_lines_and_others_do_not(path: Path) -> None:
    assert lines(path, 200, seed=5) == lines(path, 200, seed=5), "a run can be repeated"
    assert lines(path, 200, seed=5) != lines(path, 200, seed=6)


def test_two_seeds_share_no_event_id_and_no_visitor() -> None:
    first, second = events(500, seed=1), events(500, seed=2)
    for name in ("event_id", "session_id", "user_id"):
        ids = {item[name] for item in first if name in item}
        assert ids
        assert ids.isdisjoint(item.get(name) for item in second), "the lake can take both"


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(), count=st.integers(1, 400), days=st.integers(1, 60))
def test_the_events_are_as_many_as_wanted_in_the_order_of_time_and_of_the_days(
    seed: int, count: int, days: int
) -> None:
    items = events(count, seed=seed, days=days)
    times = times_of(items)
    assert len(items) == count
    assert len({item["event_id"] for item in items}) == count, "no event is doubled"
    last_hour = ARRIVED - timedelta(hours=1)
    before = [time for time in times if time < last_hour]
    assert before == sorted(before), "only the last hour may be filled up out of order"
    assert ARRIVED - timedelta(days=days) <= min(times)
    assert max(times) < ARRIVED, "no event is in the future"


def test_many_events_fill_all_days_evenly() -> None:
    times = times_of(events(14_000, days=14))
    per_day = Counter((time - ARRIVED).days for time in times)
    assert set(per_day) == set(range(-14, 0))
    assert all(700 < number < 1400 for number in per_day.values()), (
        "the last day is neither cut off nor filled up"
    )
    assert (
        times == sorted(times) or sum(after < before for before, after in pairwise(times)) < 20
    ), "few events fill the last hour up"


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.name)
@settings(max_examples=5, deadline=None)
@given(seed=st.integers())
def test_every_event_becomes_a_row(path: Path, seed: int) -> None:
    conversion = converted_bytes(read_contract(path), b"\n".join(lines(path, 100, seed=seed)))
    assert conversion.quarantine.rows() == [], "an event is valid for its contract"
    assert conversion.rows.height == 100
    assert conversion.rows["extra"].null_count() == 100, "the contract names every field"


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.name)
@settings(max_examples=5, deadline=None)
@given(seed=st.integers())
def test_the_converter_finds_what_the_account_says(path: Path, seed: int) -> None:
    contract = read_contract(path)
    generated = Generator(path, seed=seed, faults=WITH_FAULTS).period(400, until=ARRIVED)
    body = b"\n".join(generated.lines)
    account = generated.account
    conversion = converted_bytes(contract, body)
    found = Counter[str]()
    for reason, records in conversion.quarantine.select("reason", "records").iter_rows():
        found[reason] += records
    assert account.lines == 400
    assert conversion.rows.height == account.rows
    assert found == account.quarantined
    if contract.primary_key:
        assert conversion.rows[contract.primary_key].n_unique() == account.event_ids


@pytest.mark.parametrize("path", TOLD, ids=lambda path: path.name)
def test_every_column_of_a_story_has_a_value_in_some_event(path: Path) -> None:
    conversion = converted_bytes(read_contract(path), b"\n".join(lines(path, 1000)))
    empty = {name for name in conversion.rows.columns if conversion.rows[name].null_count() == 1000}
    assert (
        empty
        == {
            CLICKSTREAM: {"extra"},
            SEGMENT: {
                *("extra", "group_id", "previous_id", "traits"),  # of calls that the story lacks
                *("campaign_term", "campaign_content", "device_type"),
            },
            GA4: {"extra", "event_value_in_usd"},
        }[path]
    )


def test_a_column_without_a_story_has_sample_values(tmp_path: Path) -> None:
    path = edited(
        tmp_path, added("plan", transformSourceObjects=["account.plan"], examples=["pro"])
    )
    for line in lines(path, 50):
        item = json.loads(line)
        assert item["account"] == {"plan": "pro"}
        assert item["session_id"], "beside the values of the story"


def test_live_events_have_the_rate_and_begin_at_once() -> None:
    generated = Generator(CLICKSTREAM, seed=1).live(50, since=ARRIVED)
    items = [json.loads(line) for line in islice(generated.lines, 50 * 600)]
    times = times_of(items)
    assert min(times) >= ARRIVED
    assert times == sorted(times)
    seconds = [(times[50 * second] - ARRIVED).total_seconds() for second in range(600)]
    ahead = [reached - second for second, reached in enumerate(seconds)]
    assert max(map(abs, ahead)) < 30, "the event times keep pace with the clock"
    first_types = {item["event_type"] for item in items[:500]}
    assert "add_to_cart" in first_types, "visits from before the begin go on"


def test_live_events_of_a_contract_without_a_story_are_dated_before_now() -> None:
    generated = Generator(SONG_PLAYS, seed=1).live(20, since=datetime.now(UTC))
    items = [json.loads(line) for line in islice(generated.lines, 60)]
    now = datetime.now(UTC)
    assert all(datetime.fromtimestamp(item["playedAt"] / 1000, UTC) <= now for item in items)
    assert len({json.dumps(item) for item in items}) == 60, "each second has new events"


def test_an_unknown_value_of_the_story_is_rejected(tmp_path: Path) -> None:
    story = [{"property": "story", "value": {"town": "$town"}}]
    path = edited(tmp_path, column("city", customProperties=story))
    with pytest.raises(ContractError, match=r"column 'city': story names the value \$town\. Use"):
        Generator(path, seed=0)


def test_an_unknown_event_type_of_the_story_is_rejected(tmp_path: Path) -> None:
    story = [
        {"property": "story", "value": "$event_type"},
        {"property": "storyEventTypes", "value": {"buy": "Kauf"}},
    ]
    path = edited(tmp_path, column("event_type", customProperties=story))
    with pytest.raises(ContractError, match=r"storyEventTypes names the event type 'buy'\. Use"):
        Generator(path, seed=0)


@pytest.mark.parametrize("types", [["page_view"], [], "page_view"])
def test_event_types_of_the_story_that_are_no_mapping_are_rejected(
    types: object, tmp_path: Path
) -> None:
    story = [
        {"property": "story", "value": "$event_type"},
        {"property": "storyEventTypes", "value": types},
    ]
    path = edited(tmp_path, column("event_type", customProperties=story))
    with pytest.raises(ContractError, match=r"storyEventTypes is .*Use names by event type"):
        Generator(path, seed=0)


def test_bots_need_a_story() -> None:
    with pytest.raises(ContractError, match=r"song_plays.*no column has the custom property"):
        Generator(SONG_PLAYS, seed=0, faults={Fault.BOTS: 0.1})
