"""Probe events: valid for their contract, and found by their marker alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from clickstream.contract import ContractError
from clickstream.contract.odcs import read_contract
from clickstream.contract.probe_event import (
    CANARY_TYPE,
    MARKER_FIELD,
    probe_condition,
    probe_event,
)
from tests.paths import CLICKSTREAM, GA4, ORDERS, SEGMENT, SONG_PLAYS, USER_PROFILES
from tests.unit.contract.files import column, edited, protected
from tests.unit.converter.fakes import ARRIVED, converted_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from converter.convert import ConvertedChunk

MARKER = "doctor-0b5f7c44"
WITH_KEY = [CLICKSTREAM, SEGMENT, GA4, USER_PROFILES, ORDERS]


def converted(path: Path) -> ConvertedChunk:
    body = json.dumps(probe_event(path, MARKER, now=ARRIVED)).encode()
    return converted_bytes(read_contract(path), body, protection_key=b"k" * 32)


@pytest.mark.parametrize("path", [*WITH_KEY, SONG_PLAYS], ids=lambda path: path.name)
def test_a_probe_event_becomes_a_row_at_the_present_time(path: Path) -> None:
    contract = read_contract(path)
    conversion = converted(path)
    assert conversion.quarantine.rows() == [], "a probe event is valid for its contract"
    assert conversion.rows.height == 1, "a probe event is one row"
    time = conversion.rows[contract.event_time][0]
    assert time.replace(tzinfo=UTC) == ARRIVED, "the row is in the partition of the present date"


@pytest.mark.parametrize("path", WITH_KEY, ids=lambda path: path.name)
def test_the_row_of_a_probe_event_has_the_marker_in_its_key(path: Path) -> None:
    contract = read_contract(path)
    assert contract.primary_key, "the contract has a key"
    assert converted(path).rows[contract.primary_key].to_list() == [MARKER], (
        "the row is found by the marker"
    )
    assert probe_condition(contract, MARKER) == f"\"{contract.primary_key}\" = '{MARKER}'", (
        "the condition is on the key"
    )


@pytest.mark.parametrize(
    ("path", "event_type"),
    [(CLICKSTREAM, "event_type"), (SEGMENT, "type"), (GA4, "event_name"), (USER_PROFILES, None)],
    ids=lambda value: getattr(value, "name", value),
)
def test_the_type_of_a_probe_event_is_canary(path: Path, event_type: str | None) -> None:
    contract = read_contract(path)
    assert contract.event_type == event_type, "the contract names the column of the event type"
    if event_type:
        assert converted(path).rows[event_type].to_list() == [CANARY_TYPE], (
            "queries can leave probe events out"
        )


def test_without_a_primary_key_the_marker_is_in_the_extra_fields(tmp_path: Path) -> None:
    path = edited(tmp_path, column("event_id", primaryKey=None))
    rows = converted(path).rows
    assert json.loads(rows["extra"][0]) == {MARKER_FIELD: MARKER}, "the row has the marker"
    contract = read_contract(path)
    assert probe_condition(contract, MARKER) == (
        f"json_extract_scalar(extra, '$.{MARKER_FIELD}') = '{MARKER}'"
    ), "the condition is on the extra fields"
    assert probe_condition(contract, MARKER, has_extra=False) is None, (
        "without the column, no condition finds the row"
    )


def test_a_hashed_primary_key_does_not_hold_the_marker(tmp_path: Path) -> None:
    path = edited(tmp_path, protected("event_id", "hash"))
    rows = converted(path).rows
    assert rows["event_id"][0] != MARKER, "the key is hashed"
    assert json.loads(rows["extra"][0]) == {MARKER_FIELD: MARKER}, (
        "the extra fields hold the marker in its place"
    )


def test_a_required_column_whose_first_example_is_null_has_a_value(tmp_path: Path) -> None:
    path = edited(tmp_path, column("city", required=True, examples=[None, "Leeds"]))
    assert probe_event(path, MARKER)["city"] == "Leeds", "a required column has a value"


def test_a_quote_in_a_marker_is_escaped() -> None:
    contract = read_contract(CLICKSTREAM)
    assert probe_condition(contract, "a'b") == "\"event_id\" = 'a''b'", "the marker is one literal"


def test_a_probe_event_of_an_invalid_contract_is_refused(tmp_path: Path) -> None:
    path = edited(tmp_path, column("city", physicalType="text"))
    with pytest.raises(ContractError, match="column 'city'"):
        probe_event(path, MARKER, now=datetime.now(UTC))
