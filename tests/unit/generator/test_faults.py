"""Faults: each does what its name says, to its share of the lines, and is counted."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.generator.account import Account, Fault, FaultError, read_shares
from clickstream.generator.generate import Generator
from tests.paths import CLICKSTREAM, GA4
from tests.unit.converter.fakes import ARRIVED

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 4000


def generated(
    faults: dict[Fault, float], path: Path = CLICKSTREAM, *, seed: int = 3
) -> tuple[list[bytes], Account]:
    result = Generator(path, seed=seed, faults=faults).period(COUNT, until=ARRIVED)
    return list(result.lines), result.account


def parsed(lines: list[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


ORIGINALS = {item["event_id"]: item for item in parsed(generated({})[0])}


def changed(items: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the events that differ from those without faults, after the originals."""
    pairs = [(ORIGINALS[item["event_id"]], item) for item in items]
    return [(original, item) for original, item in pairs if original != item]


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.BOTS])
def test_a_fault_has_its_share_of_the_lines_and_nothing_else_is_counted(fault: Fault) -> None:
    lines, account = generated({fault: 0.1})
    assert len(lines) == account.lines == COUNT
    assert set(account.faults) == {fault}
    assert 330 < account.faults[fault] < 470


def moved(faults: dict[Fault, float]) -> tuple[list[timedelta], Account]:
    lines, account = generated(faults)
    pairs = changed(parsed(lines))
    for original, item in pairs:
        assert original | {"event_time": item["event_time"]} == item, "only the time differs"
    return [
        datetime.fromisoformat(item["event_time"]) - datetime.fromisoformat(original["event_time"])
        for original, item in pairs
    ], account


def test_a_late_event_happened_hours_or_days_before_it_was_sent() -> None:
    delays, account = moved({Fault.LATE: 0.1})
    assert len(delays) == account.faults[Fault.LATE]
    assert all(timedelta(hours=-72) <= delay <= timedelta(hours=-1) for delay in delays)
    assert min(delays) < timedelta(days=-2)


def test_a_skewed_clock_is_minutes_off_in_both_directions() -> None:
    offsets, account = moved({Fault.CLOCK_SKEW: 0.1})
    assert len(offsets) == account.faults[Fault.CLOCK_SKEW]
    assert all(abs(offset) <= timedelta(minutes=30) for offset in offsets)
    assert min(offsets) < timedelta(minutes=-10) < timedelta(minutes=10) < max(offsets)


def test_an_epoch_is_moved_in_its_own_unit() -> None:
    originals = parsed(generated({}, GA4)[0])
    late = parsed(generated({Fault.LATE: 1}, GA4)[0])
    for original, item in zip(originals, late, strict=True):
        hours = (original["event_timestamp"] - item["event_timestamp"]) / 3.6e9
        assert 1 <= hours <= 72


def test_a_duplicate_repeats_a_line_and_its_id() -> None:
    lines, account = generated({Fault.DUPLICATE: 0.1})
    repeats = COUNT - len(set(lines))
    assert repeats == account.faults[Fault.DUPLICATE]
    assert len({item["event_id"] for item in parsed(lines)}) == account.event_ids
    assert account.rows == COUNT


def test_a_malformed_line_is_cut_and_one_line_still() -> None:
    lines, account = generated({Fault.MALFORMED: 0.1})
    originals = {json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode() for item in ORIGINALS.values()}  # fmt: skip
    cut = [line for line in lines if line not in originals]
    assert len(cut) == account.faults[Fault.MALFORMED]
    for line in cut:
        assert any(original.startswith(line) for original in originals)
        assert b"\n" not in line
        with pytest.raises(ValueError, match=r"."):
            json.loads(line.decode(errors="replace"))
    assert account.quarantined == Counter({"malformed_json": len(cut)})
    assert account.rows == COUNT - len(cut)


def test_drift_adds_a_field_or_sends_a_text_in_place_of_a_number() -> None:
    lines, account = generated({Fault.DRIFT: 0.2})
    pairs = changed(parsed(lines))
    wrong = [item for _, item in pairs if "n/a" in item.values()]
    unknown = [item for original, item in pairs if item.keys() - original.keys()]
    assert len(wrong) + len(unknown) == len(pairs) == account.faults[Fault.DRIFT]
    assert account.quarantined == Counter({"wrong_type": len(wrong)})
    assert wrong
    assert all(item["schema_version"] == 2 for item in unknown)


def test_bots_view_many_products_at_a_high_rate_and_are_in_the_account() -> None:
    lines, account = generated({Fault.BOTS: 0.2})
    items = parsed(lines)
    bots = [item for item in items if item["browser"] == "other"]
    assert len(bots) == account.faults[Fault.BOTS]
    assert 0.15 < len(bots) / COUNT < 0.25
    assert account.rows == COUNT, "an event of a bot is a valid event"
    assert not any("user_id" in item for item in bots)
    assert {item["event_type"] for item in bots} == {"product_view"}
    per_session = Counter(item["session_id"] for item in bots)
    assert min(per_session.values()) >= 10
    assert all(
        any(word in item["user_agent"].lower() for word in ("bot", "crawler", "python"))
        for item in bots
    )


def test_a_fault_changes_no_other_event() -> None:
    lines, account = generated({Fault.DRIFT: 0.1})
    assert len(changed(parsed(lines))) == account.faults[Fault.DRIFT]


@pytest.mark.parametrize(
    ("texts", "problem"),
    [
        (["lost=0.1"], r"'lost=0\.1' names no fault\. Use one of late, duplicate, malformed,"),
        (["late"], r"'late' has no share\. Use a number from 0 to 1"),
        (["late=1.5"], r"'late=1\.5' has no share"),
        (["late=nan"], r"'late=nan' has no share"),
        (["late=-1"], r"'late=-1' has no share"),
        (["late=0.6", "drift=0.6"], "the shares of late, drift are too large"),
        (["late=0.5", "late=0.1"], "late is given twice"),
        (["late=0.5", "drift=0.500001"], "the shares of late, drift are too large"),
        (["duplicate=1"], "the shares of duplicate are too large"),
    ],
)
def test_an_invalid_fault_is_rejected_with_the_allowed_values(
    texts: list[str], problem: str
) -> None:
    with pytest.raises(FaultError, match=problem):
        read_shares(texts)


def test_shares_are_read_from_their_texts() -> None:
    assert read_shares(["late=0.01", "clock-skew=1e-3", "bots=0"]) == {
        Fault.LATE: 0.01,
        Fault.CLOCK_SKEW: 0.001,
        Fault.BOTS: 0,
    }


def test_shares_whose_sum_is_one_are_allowed_with_the_error_of_floats() -> None:
    texts = ["late=0.01", "drift=0.32", "malformed=0.56", "clock-skew=0.11"]
    assert sum(read_shares(texts).values()) > 1, "the sum of the floats"
