"""Columns of a contract that tell the story, by their custom property `story`.

The property is a template of the column's JSON value: the text `$name` stands for a value of the
story, and all else stands for itself. A part whose story values are all absent from an event is
absent too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from clickstream.contract.odcs.file import ContractFile
from clickstream.contract.paths import parse_path
from clickstream.generator.visits import EventType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from open_data_contract_standard.model import SchemaProperty

MARK = "$"
TYPE = "event_type"
TIMES = (
    "event_time",
    "event_time_millis",
    "event_time_micros",
    "event_date",
    "event_date_basic",
)
"""Forms of the event time: ISO 8601, epoch, and dates in UTC with and without hyphens."""
NAMES = (
    "event_id", TYPE, *TIMES,
    "visitor_id", "user_id", "email", "ip_address", "first_visit_micros",
    "session_id", "session_started",
    "page_url", "page_path", "page_title", "referrer", "search_query",
    "campaign_name", "campaign_source", "campaign_medium",
    "first_source", "first_medium", "first_campaign",
    "user_agent", "device_type", "browser", "operating_system",
    "country", "country_name", "continent", "region", "city", "language",
    "product_id", "product_name", "product_category", "product_price", "quantity", "value",
    "revenue", "currency", "order_id",
)  # fmt: skip
"""Names of the values of the story."""
ABSENT = object()


@dataclass(frozen=True)
class StoryColumn:
    """Column that tells the story."""

    path: tuple[str, ...]
    template: Any
    type_names: Mapping[str, str | None]
    """Names of the event types in this column; None if an event of the type lacks the column."""

    @property
    def references(self) -> set[str]:
        """Names of the story values in the template."""
        return _references(self.template)


@dataclass(frozen=True)
class StoryColumns:
    """Columns of a contract, by the origin of their values."""

    told: tuple[StoryColumn, ...]
    """Columns with a story; none if the contract has none."""
    sampled: frozenset[str]
    """Names of the columns that have sample values, independent of the story."""


class Placeholder(str):
    """Part of a template that is replaced by the JSON text of a story value."""

    __slots__ = ()


def read_story(path: Path) -> StoryColumns:
    """Return the columns of a contract file.

    A column that is sampled together with a column of the story is neither told nor sampled: the
    positions of its examples mean nothing in the story.

    Raises:
        ContractError: If a template names an unknown story value or event type.
    """
    file = ContractFile(path)
    told: dict[str, StoryColumn] = {}
    groups: dict[str, str] = {}
    for prop in file.only_table(file.parse()).properties or []:
        name = prop.name or ""
        if prop.transformLogic:
            continue
        custom = {item.property: item.value for item in prop.customProperties or []}
        template: object = custom.get("story")
        if template is not None:
            types: object = custom.get("storyEventTypes")
            told[name] = _column(file, prop, template, types)
        elif custom.get("sampleShare") != 0:
            groups[name] = name if prop.required else str(custom.get("sampledWith") or name)
    sampled = (name for name, group in groups.items() if group not in told)
    return StoryColumns(tuple(told.values()), frozenset(sampled))


def _column(file: ContractFile, prop: SchemaProperty, template: object, types: Any) -> StoryColumn:  # noqa: ANN401 - a value of YAML
    name = prop.name or ""
    for value in _references(template):
        if value not in NAMES:
            raise file.error(
                name, f"story names the value {MARK}{value}", f"Use one of {', '.join(NAMES)}"
            )
    if types is not None and not isinstance(types, dict):
        raise file.error(
            name,
            f"storyEventTypes is {types!r}",
            "Use names by event type, such as {product_view: view_item}",
        )
    type_names = cast("dict[str, str | None]", types or {})
    unknown = sorted(set(type_names) - set(EventType))
    if unknown:
        raise file.error(
            name,
            f"storyEventTypes names the event type {unknown[0]!r}",
            f"Use {', '.join(EventType)}",
        )
    path = parse_path((prop.transformSourceObjects or [name])[0])
    return StoryColumn(path, template, type_names)


def _references(template: object) -> set[str]:
    """Return the names of the story values in a template."""
    if isinstance(template, dict):
        members = cast("dict[str, object]", template)
        return set[str]().union(*map(_references, members.values()))
    if isinstance(template, list):
        return set[str]().union(*map(_references, cast("list[object]", template)))
    if isinstance(template, str) and template.startswith(MARK):
        return {template.removeprefix(MARK)}
    return set()


def line_format(
    columns: Iterable[StoryColumn],
    event_type: EventType,
    present: frozenset[str],
    constants: Mapping[str, str],
) -> str:
    """Return events of a type as a format of the `%` operator, from JSON texts by name.

    Args:
        columns: Columns of the story.
        event_type: Type of the events.
        present: Names of the story values that the events have.
        constants: JSON texts of the values that are the same in all of them, by name.
    """
    event: dict[str, Any] = {}
    for column in sorted(columns, key=lambda column: len(column.path)):  # outer objects first
        value = _filled(column.template, column, event_type, present)
        if value is not ABSENT:
            *outer, name = column.path
            parent = event
            for member in outer:
                parent = parent.setdefault(member, {})
            parent[name] = value
    return _text(event, constants)


def _filled(
    template: object, column: StoryColumn, event_type: EventType, present: frozenset[str]
) -> object:
    """Return a template without its absent parts, or `ABSENT`."""
    if isinstance(template, str) and template.startswith(MARK):
        name = template.removeprefix(MARK)
        if name == TYPE:
            type_name = column.type_names.get(event_type, str(event_type))
            return ABSENT if type_name is None else type_name
        return Placeholder(name) if name in present else ABSENT
    if isinstance(template, dict):
        parts = cast("dict[str, object]", template)
        filled = _parts(list(parts.values()), column, event_type, present)
        members = zip(parts, filled, strict=True)
        return {name: value for name, value in members if value is not ABSENT} if filled else ABSENT
    if isinstance(template, list):
        filled = _parts(cast("list[object]", template), column, event_type, present)
        return [value for value in filled if value is not ABSENT] if filled else ABSENT
    return template


def _parts(
    templates: list[object], column: StoryColumn, event_type: EventType, present: frozenset[str]
) -> list[object]:
    """Return filled templates; none if they have story values and all of these are absent."""
    filled = [_filled(template, column, event_type, present) for template in templates]
    told = [
        value for template, value in zip(templates, filled, strict=True) if _references(template)
    ]
    return [] if told and all(value is ABSENT for value in told) else filled


def _text(value: object, constants: Mapping[str, str]) -> str:
    """Return a filled template as a format."""
    if isinstance(value, Placeholder):
        constant = constants.get(value)
        return f"%({value})s" if constant is None else _escaped(constant)
    if isinstance(value, dict):
        members = cast("dict[str, object]", value).items()
        texts = (f"{_text(name, {})}:{_text(part, constants)}" for name, part in members)
        return "{" + ",".join(texts) + "}"
    if isinstance(value, list):
        parts = cast("list[object]", value)
        return "[" + ",".join(_text(part, constants) for part in parts) + "]"
    return _escaped(json.dumps(value, ensure_ascii=False))


def _escaped(text: str) -> str:
    return text.replace("%", "%%")
