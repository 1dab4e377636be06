"""Template of an event: its values, with placeholders for a marker and for the current time.

A deployment makes the template from the contract. A function that reads no contract file fills it.
The module imports the standard library and `sample_values` alone, because a function's package
carries it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from clickstream.contract.sample_values import iso_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

MARKER = "${marker}"
"""Placeholder of the marker. It is the marker of the event that the template is made from."""


def template_of(event: dict[str, Any], time: datetime) -> dict[str, Any]:
    """Return the template of an event whose marker is `MARKER`.

    Args:
        event: Event.
        time: Current time of the event, in UTC. Values that show it become placeholders.
    """
    placeholders = {value: name for name, value in _time_values(time).items()}
    replaced = _replaced(
        event,
        lambda value: placeholders.get(value, value) if isinstance(value, str | int) else value,
    )
    return cast("dict[str, Any]", replaced)


def fill(template: dict[str, Any], marker: str, time: datetime) -> dict[str, Any]:
    """Return the event of a template.

    Args:
        template: Template from `template_of`.
        marker: Text that no other event has.
        time: Current time in UTC.
    """
    values = {MARKER: marker, **_time_values(time)}
    filled = _replaced(
        template, lambda value: values.get(value, value) if isinstance(value, str) else value
    )
    return cast("dict[str, Any]", filled)


def _time_values(time: datetime) -> dict[str, str | int]:
    """Return the forms of a time in sample events, by placeholder."""
    milliseconds = int(time.timestamp() * 1000)
    return {
        "${time}": iso_text(time),
        "${milliseconds}": milliseconds,
        "${microseconds}": milliseconds * 1000,
        "${date}": time.date().isoformat(),
        "${basic_date}": time.strftime("%Y%m%d"),
    }


def _replaced(value: object, replace: Callable[[object], object]) -> object:
    """Return a JSON value with each text, number and constant in it replaced."""
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        return {key: _replaced(member, replace) for key, member in members.items()}
    if isinstance(value, list):
        return [_replaced(element, replace) for element in cast("list[object]", value)]
    return replace(value)
