"""Sample events of a contract, in the form that a producer sends.

The values of a column come from the field `examples` of the contract file, or are random values of
the column's type. Custom properties refine them:

- `sampleShare`: share of the events that have the field, 0 to 1.
- `sampledWith`: name of another column. Equal positions of both `examples` are used together, so
  that a product id always has the same product name.
- `samplePattern` and `sampleCount`: numbered values, such as `s-{:04d}`, and their number.
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from open_data_contract_standard.model import OpenDataContractStandard, SchemaProperty

from clickstream.contract.model import contract_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPAN_DAYS = 3  # several partitions, but few enough to list


@dataclass(frozen=True)
class _Field:
    """JSON field of the sample events."""

    key: str
    physical_type: str
    examples: tuple[Any, ...]
    share: float
    group: str
    """Name of the column whose random choice the field shares; its own name if none."""
    pattern: str
    count: int


def sample_events(
    path: Path, *, seed: int = 0, until: datetime | None = None
) -> Iterator[dict[str, Any]]:
    """Yield sample events without end.

    Args:
        path: Path of a contract file that `clickstream.contract.odcs.read_contract` accepts.
        seed: Seed of the random values. Equal seeds and equal `until` give equal events.
        until: Latest event time, with its zone; default now. Event times lie in the `SPAN_DAYS`
            days before it.

    Raises:
        ContractError: If a `sampleShare` is not a number from 0 to 1.
    """
    parsed = OpenDataContractStandard.from_string(path.read_text(encoding="utf-8"))
    fields = [
        _field(path, prop)
        for prop in (parsed.schema_ or [])[0].properties or []
        if not prop.transformLogic
    ]
    rng = random.Random(seed)  # noqa: S311 - sample data needs to be repeatable, not secret
    end = (until or datetime.now(UTC)).astimezone(UTC)
    while True:
        picks: dict[str, float] = {}
        shares: dict[str, float] = {}
        event: dict[str, Any] = {}
        for field in fields:
            pick = picks.setdefault(field.group, rng.random())
            chance = shares.setdefault(field.group, rng.random())
            if chance < field.share:
                event[field.key] = _value(field, pick, rng, end)
        yield event


def _field(path: Path, prop: SchemaProperty) -> _Field:
    custom = {item.property: item.value for item in prop.customProperties or []}
    share = custom.get("sampleShare", 1)
    if not isinstance(share, int | float) or not 0 <= share <= 1:
        raise contract_error(
            str(path), prop.name, f"sampleShare is {share!r}", "Use a number from 0 to 1"
        )
    return _Field(
        key=(prop.transformSourceObjects or [prop.name or ""])[0],
        physical_type=prop.physicalType or "string",
        examples=tuple(prop.examples or ()),
        share=share,
        group=str(custom.get("sampledWith") or prop.name),
        pattern=str(custom.get("samplePattern") or ""),
        count=int(custom.get("sampleCount") or 1),
    )


def _value(field: _Field, pick: float, rng: random.Random, end: datetime) -> object:
    if field.physical_type == "timestamp":
        return _time(field, end - timedelta(seconds=round(rng.random() * SPAN_DAYS * 86_400, 3)))
    if field.pattern:
        return field.pattern.format(int(pick * field.count))
    if field.examples:
        return field.examples[int(pick * len(field.examples))]
    return {
        "bigint": lambda: rng.randrange(1, 100),
        "boolean": lambda: rng.random() < 0.5,  # noqa: PLR2004 - a fair coin
        "double": lambda: round(rng.uniform(1, 500), 2),
    }.get(field.physical_type, lambda: str(uuid.UUID(int=rng.getrandbits(128), version=4)))()


def _time(field: _Field, time: datetime) -> int | str:
    """Return epoch milliseconds if the first example is an integer, else ISO 8601 text."""
    if field.examples and isinstance(field.examples[0], int):
        return int(time.timestamp() * 1000)
    return time.isoformat(timespec="milliseconds").replace("+00:00", "Z")
