"""Sample events of a contract: seeded, endless, in the shape that a producer would send.

What a column's values look like is said in the contract file: by `examples`, or else by the type.
Custom properties refine it: `sampleShare` (the share of events that have the field, 0 to 1),
`sampledWith` (another column: the examples of both are aligned, so that a product keeps its name),
and `samplePattern` with `sampleCount` (that many values, numbered: `s-{:04d}`).
"""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from open_data_contract_standard.model import OpenDataContractStandard, SchemaProperty

from clickstream.contract.model import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SPAN_DAYS = 3  # enough for several partitions, few enough to look at


@dataclass(frozen=True)
class _Field:
    key: str
    physical_type: str
    examples: tuple[Any, ...]
    share: float
    leader: str
    pattern: str
    count: int


def sample_events(
    path: Path, *, seed: int = 0, until: datetime | None = None
) -> Iterator[dict[str, Any]]:
    """Yield events without end.

    Args:
        path: A contract file that `clickstream.contract.odcs.read_contract` accepts.
        seed: Equal seeds and equal `until` give equal events.
        until: The latest event time, with its zone; now by default. Event times lie in the
            `SPAN_DAYS` days before it.

    Raises:
        ContractError: If a `sampleShare` is no share.
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
            pick = picks.setdefault(field.leader, rng.random())
            chance = shares.setdefault(field.leader, rng.random())
            if chance < field.share:
                event[field.key] = _value(field, pick, rng, end)
        yield event


def _field(path: Path, prop: SchemaProperty) -> _Field:
    custom = {item.property: item.value for item in prop.customProperties or []}
    share = custom.get("sampleShare", 1)
    if not isinstance(share, int | float) or not 0 <= share <= 1:
        msg = f"{path}, column {prop.name!r}: sampleShare is {share!r}. Use a number from 0 to 1."
        raise ContractError(msg)
    return _Field(
        key=(prop.transformSourceObjects or [prop.name or ""])[0],
        physical_type=prop.physicalType or "string",
        examples=tuple(prop.examples or ()),
        share=share,
        leader=str(custom.get("sampledWith") or prop.name),
        pattern=str(custom.get("samplePattern") or ""),
        count=int(custom.get("sampleCount") or 1),
    )


def _value(field: _Field, pick: float, rng: random.Random, end: datetime) -> object:
    if field.physical_type == "timestamp":
        moment = end - timedelta(seconds=round(rng.random() * SPAN_DAYS * 86_400, 3))
        epoch = bool(field.examples) and isinstance(field.examples[0], int)
        return (
            int(moment.timestamp() * 1000)
            if epoch
            else moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        )
    if field.pattern:
        return field.pattern.format(int(pick * field.count))
    if field.examples:
        return field.examples[int(pick * len(field.examples))]
    return {
        "bigint": lambda: rng.randrange(1, 100),
        "boolean": lambda: rng.random() < 0.5,  # noqa: PLR2004 - a fair coin
        "double": lambda: round(rng.uniform(1, 500), 2),
    }.get(field.physical_type, lambda: str(uuid.UUID(int=rng.getrandbits(128), version=4)))()
