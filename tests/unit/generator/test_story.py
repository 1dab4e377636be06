"""Behaviour of the visitors: statistics of the events of four weeks, with tolerances."""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from clickstream.generator import rhythm
from clickstream.generator.catalogue import PRODUCTS
from clickstream.generator.generate import Generator
from clickstream.generator.visitors import CAMPAIGNS, DEVICES, PLACES
from tests.paths import CLICKSTREAM

UNTIL = datetime(2026, 11, 30, tzinfo=UTC)  # four weeks from Monday to Sunday before it
EVENTS = 60_000
Event = dict[str, Any]
SESSION_GAP = timedelta(minutes=30)


@pytest.fixture(scope="module")
def events() -> list[Event]:
    generated = Generator(CLICKSTREAM, seed=42).period(EVENTS, until=UNTIL, days=28)
    return [json.loads(line) for line in generated.lines]


@pytest.fixture(scope="module")
def sessions(events: list[Event]) -> list[list[Event]]:
    grouped = defaultdict[str, list[Event]](list)
    for event in events:
        grouped[event["session_id"]].append(event)
    return list(grouped.values())


def time_of(event: Event) -> datetime:
    return datetime.fromisoformat(event["event_time"])


def test_sessions_have_several_events_and_about_a_third_have_one(
    sessions: list[list[Event]],
) -> None:
    assert 4 < EVENTS / len(sessions) < 7
    assert 0.3 < sum(len(session) == 1 for session in sessions) / len(sessions) < 0.5


def test_the_funnel_loses_visitors_at_each_step(sessions: list[list[Event]]) -> None:
    def share(event_type: str) -> float:
        return sum(
            any(event["event_type"] == event_type for event in session) for session in sessions
        ) / len(sessions)

    viewed, added, purchased = share("product_view"), share("add_to_cart"), share("purchase")
    assert 0.6 < viewed < 0.8
    assert 0.12 < added < 0.25
    assert 0.03 < purchased < 0.09, "as in real shops"


def test_a_purchase_follows_the_view_the_addition_and_the_checkout(
    sessions: list[list[Event]],
) -> None:
    orders = 0
    for session in sessions:
        added: dict[str, int] = {}
        viewed: set[str] = set()
        pages: list[str] = []
        for event in session:
            product = event.get("product_id", "")
            if event["event_type"] == "product_view":
                viewed.add(product)
            elif event["event_type"] == "add_to_cart":
                assert product in viewed, "a visitor adds a product that was viewed"
                added[product] = event["quantity"]
            elif event["event_type"] == "purchase":
                assert event["quantity"] == added.pop(product), "each addition is bought once"
                assert "https://shop.example/checkout" in pages
                orders += 1
            pages.append(event["page_url"])
    assert orders > 100


def test_events_of_a_session_are_of_one_visitor_and_close_in_time(
    sessions: list[list[Event]],
) -> None:
    for session in sessions:
        same = ("user_id", "user_agent", "device_type", "browser", "country", "city", "ip_address")
        assert len({tuple(event.get(name) for name in same) for event in session}) == 1
        times = list(map(time_of, session))
        pauses = [after - before for before, after in pairwise(times)]
        assert all(timedelta() < pause < SESSION_GAP for pause in pauses), (
            "a gap of 30 minutes splits no visit"
        )


def test_only_the_first_event_of_a_session_has_a_referrer_and_a_campaign(
    sessions: list[list[Event]],
) -> None:
    landings = [session[0] for session in sessions]
    later = [event for session in sessions for event in session[1:]]
    assert not any("referrer" in event or "utm_" in event["page_url"] for event in later)
    referred = sum("referrer" in event for event in landings) / len(landings)
    tagged = [event["page_url"] for event in landings if "utm_source=" in event["page_url"]]
    assert 0.55 < referred < 0.75, "the others come directly or from a newsletter"
    assert 0.2 < len(tagged) / len(landings) < 0.4
    assert {url.partition("utm_campaign=")[2] for url in tagged} == {CAMPAIGNS[10]}, "November's"


def test_users_come_back_in_later_weeks_less_and_less(events: list[Event]) -> None:
    weeks = defaultdict[str, set[int]](set)
    for event in events:
        if "user_id" in event:
            weeks[event["user_id"]].add((time_of(event) - UNTIL).days // 7)
    cohort = [seen for seen in weeks.values() if -4 in seen]
    back = [sum(week in seen for seen in cohort) / len(cohort) for week in (-3, -2, -1)]
    assert 0.1 < back[0] < 0.5
    assert back[0] > back[1] > back[2] > 0
    signed_in = sum("user_id" in event for event in events) / len(events)
    assert 0.4 < signed_in < 0.65


def test_traffic_has_the_rhythm_of_day_and_week(events: list[Event]) -> None:
    hours = Counter(time_of(event).hour for event in events)
    weekdays = Counter(time_of(event).weekday() for event in events)
    assert hours[20] > 8 * hours[3], "the evening is the peak, and few come at night"
    for hour, weight in enumerate(rhythm.HOURS):
        expected = EVENTS * weight / sum(rhythm.HOURS)
        assert math.isclose(hours[hour], expected, rel_tol=0.25, abs_tol=100), hour
    for weekday, weight in enumerate(rhythm.WEEKDAYS):
        expected = EVENTS * weight / sum(rhythm.WEEKDAYS)
        assert math.isclose(weekdays[weekday], expected, rel_tol=0.06), weekday
    assert weekdays[6] == max(weekdays.values()), "Sunday is the busiest day"


def test_the_year_has_its_peak_before_christmas() -> None:
    def of(month: int) -> float:
        return (
            rhythm.weight(datetime(2026, month, 4, 12, tzinfo=UTC))
            / rhythm.WEEKDAYS[datetime(2026, month, 4, tzinfo=UTC).weekday()]
        )

    assert max(range(1, 13), key=of) == 12
    assert min(range(1, 13), key=of) == 6
    assert 1.8 < of(12) / of(6) < 2.5


def test_products_keep_name_category_and_price_of_the_catalogue(events: list[Event]) -> None:
    sold = [event for event in events if "product_id" in event]
    facts = {
        tuple(event[f"product_{name}"] for name in ("id", "name", "category", "price"))
        for event in sold
    }
    assert facts == {(item.product_id, item.name, item.category, item.price) for item in PRODUCTS}
    views = Counter(event["product_id"] for event in sold)
    assert views["p-1"] > 3 * views["p-36"], "few products have most of the views"
    pieces = defaultdict[bool, list[int]](list)
    for event in sold:
        if "quantity" in event:
            pieces[event["product_price"] < 30].append(event["quantity"])
    mean = {cheap: sum(numbers) / len(numbers) for cheap, numbers in pieces.items()}
    assert mean[True] > 1.5 * mean[False] > 1.5, "visitors buy more pieces of what is cheap"


def test_devices_browsers_and_places_fit_each_other(sessions: list[list[Event]]) -> None:
    landings = [session[0] for session in sessions]
    devices = {(device, browser, agent) for _, device, browser, _, agent in DEVICES}
    places = {(entry[1], entry[5]) for entry in PLACES}
    for event in landings:
        assert (event["device_type"], event["browser"], event["user_agent"]) in devices
        assert (event["country"], event["city"]) in places
    mobile = sum(event["device_type"] == "mobile" for event in landings) / len(landings)
    german = sum(event["country"] == "DE" for event in landings) / len(landings)
    assert 0.45 < mobile < 0.6
    assert 0.35 < german < 0.5


def test_only_purchases_have_the_email_address_of_a_signed_in_visitor(events: list[Event]) -> None:
    for event in events:
        expected = event["event_type"] == "purchase" and "user_id" in event
        assert ("email" in event) == expected
