"""Probe event: a small valid event of a contract with a marker, by which its row is found.

The canary and `clickstream doctor` send probe events. They have the event type `canary`, so that
queries can leave them out.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from clickstream.contract.model import Protection
from clickstream.contract.odcs import read_contract
from clickstream.contract.sample_events import event_of, sample_fields, sample_value

if TYPE_CHECKING:
    from pathlib import Path

    from clickstream.contract.model import Contract
    from clickstream.contract.sample_events import SampleField

CANARY_TYPE = "canary"
"""Event type of probe events."""
MARKER_FIELD = "clickstream_probe"
"""JSON field with the marker, where the table has no column that stores the primary key unchanged.

A contract does not declare the field, so its value is in the column `extra`.
"""


def probe_event(contract_path: Path, marker: str, *, now: datetime | None = None) -> dict[str, Any]:
    """Return a valid event of a contract: the required columns, and the marker.

    The value of the primary key is the marker, and the value of the event type is `canary`. Other
    values are those of the contract's examples.

    Args:
        contract_path: Path of the contract file.
        marker: Text that no other event has.
        now: Event time, with its zone; default now.

    Raises:
        ContractError: If the file is not a valid contract.
    """
    contract = read_contract(contract_path)
    end = (now or datetime.now(UTC)).astimezone(UTC)
    rng = random.Random(0)  # noqa: S311 - the values need to be valid, not secret
    given = {contract.primary_key: marker, contract.event_type: CANARY_TYPE}
    required = {column.name for column in contract.columns if column.required}
    values: list[tuple[tuple[str, ...], object]] = [
        (field.path, given.get(field.column) or _value(field, rng, end))
        for field in sample_fields(contract_path)
        if field.column in required or field.column in given
    ]
    if _key_column(contract) is None:
        values.append(((MARKER_FIELD,), marker))
    return event_of(values)


def probe_condition(contract: Contract, marker: str, *, has_extra: bool = True) -> str | None:
    """Return the SQL condition on the events table that only the row of a probe event meets.

    Args:
        contract: Contract of the events.
        marker: Marker of the probe event.
        has_extra: Whether the table has the column `extra`; it has none with `engine: firehose`.

    Returns:
        The condition; None if no column holds the marker.
    """
    literal = "'" + marker.replace("'", "''") + "'"
    if key := _key_column(contract):
        return f'"{key}" = {literal}'
    return f"json_extract_scalar(extra, '$.{MARKER_FIELD}') = {literal}" if has_extra else None


def _key_column(contract: Contract) -> str | None:
    """Return the primary key if the table stores its values unchanged."""
    key = next((column for column in contract.columns if column.name == contract.primary_key), None)
    return None if key is None or key.protection is Protection.HASH else key.name


def _value(field: SampleField, rng: random.Random, end: datetime) -> object:
    """Return the first value of a field that is not null; for a time, `end`."""
    present = tuple(example for example in field.examples if example is not None)
    return sample_value(replace(field, examples=present), 0, rng, end, shared=True)
