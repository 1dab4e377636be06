"""SQL of the check: the times of the canary events of a date."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from canary.settings import EventsTable

CANARY_TYPE = "canary"
"""Value of the event type's column: `clickstream.contract.probe_event` gives it to the event."""
MOST_ROWS = 100
"""Canary events that are enough for the newest, and for those missing in the last minutes."""


def newest_events(table: EventsTable, day: date, paths: Sequence[str] = ()) -> str:
    """Return the SQL of the times of the newest canary events of a date, the newest first.

    Args:
        table: Events table.
        day: Date of the partition.
        paths: S3 URIs of the files to read; by default, all files of the partition.
    """
    conditions = [
        *(f"{_name(key.name)} = {_text(day.strftime(key.date_format))}" for key in table.keys),
        f"{_name(table.event_type)} = {_text(CANARY_TYPE)}",
    ]
    if paths:
        conditions.append(f'"$path" IN ({", ".join(map(_text, paths))})')
    time = _name(table.event_time)
    return (
        f"SELECT {time} FROM {_name(table.name)} WHERE {' AND '.join(conditions)} "  # noqa: S608 - quoted
        f"ORDER BY {time} DESC LIMIT {MOST_ROWS}"
    )


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
