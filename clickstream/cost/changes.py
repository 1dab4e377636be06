"""Changes that would save most: the estimate again, with one setting changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clickstream.cost.estimate import Estimate, estimate, with_engine
from clickstream.cost.settings import Engine, StackSettings, key_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickstream.cost.prices import Prices
    from clickstream.cost.workload import Workload

SHOWN = 3
LEAST_SAVING = 0.01
"""Dollars a month; a smaller saving is not shown."""
PACKING_SECONDS = 60.0

FIXED = "only before the first deployment"
CANDIDATES: tuple[tuple[str, str | int, str], ...] = (
    ("buffering_seconds", 900, "events are rows up to 15 minutes later"),
    ("buffering_mb", 128, "with few events, bufferingSeconds writes the objects before"),
    ("raw_compression", "gzip", "objects need gunzip to be read by hand"),
    ("raw_expiration_days", 90, "raw objects cannot be converted again after that"),
    ("raw_infrequent_access_days", 30, "reading raw objects in STANDARD_IA has a price"),
    ("results_expiration_days", 1, "query results cannot be read again after that"),
    ("versioning", 0, "objects that were overwritten or deleted cannot be restored"),
    ("kms_key_arn", "", "AWS manages the keys"),
    ("log_retention_days", 7, "older log lines are gone"),
    ("architecture", "arm64", "Graviton, for which the layer is built again"),
    ("memory_mb", 1769, "one whole processor"),
    ("memory_mb", 1024, "conversions take longer"),
    ("batch_size", 10, "effective only with a batchingWindowSeconds"),
    ("parquet_compression", "zstd", "readers of the files must know zstd"),
    ("partition_discovery", "projection", "no crawler runs"),
    ("firehose_partition", "arrival", FIXED),
    ("spark_start", "schedule", "events are rows after the next scheduled run"),
    ("spark_batching_window_seconds", 900, "events are rows up to 15 minutes later"),
    ("spark_batch_size", 100, "events are rows later"),
    ("spark_workers", 2, "runs take longer"),
    ("spark_worker_type", "G.1X", "runs take longer"),
    ("api_rate", "rate(1 hour)", "items are events up to an hour later"),
)
"""Settings by field, with the cheaper value and its effect."""


@dataclass(frozen=True)
class Change:
    """Change of one setting, or of the producer, and what it saves."""

    change: str
    effect: str
    saving: float
    """Dollars a month."""


def best_changes(
    settings: StackSettings, workload: Workload, prices: Prices, *, count: int = SHOWN
) -> list[Change]:
    """Return the changes that save most, each alone, at most one for each setting."""
    before = estimate(settings, workload, prices).total
    best: dict[str, Change] = {}
    for name, change, effect, after in _changed(settings, workload, prices):
        saving = before - after.total
        if saving >= LEAST_SAVING and (name not in best or saving > best[name].saving):
            best[name] = Change(change, effect, saving)
    return sorted(best.values(), key=lambda change: -change.saving)[:count]


def _changed(
    settings: StackSettings, workload: Workload, prices: Prices
) -> Iterator[tuple[str, str, str, Estimate]]:
    """Yield the setting, the change, its effect and the estimate after it."""
    for engine in Engine:
        if engine != settings.engine:
            after = estimate(with_engine(settings, engine), workload, prices)
            yield "engine", f"engine: {engine.value}", _engine_effect(settings, engine), after
    for name, value, effect in CANDIDATES:
        changed = _with(settings, name, value)
        if changed != settings and _is_allowed(changed):
            yield (
                name,
                f"{key_of(name)}: {_shown(name, value)}",
                effect,
                estimate(changed, workload, prices),
            )
    if workload.send_every_seconds < PACKING_SECONDS:
        packed = replace(workload, send_every_seconds=PACKING_SECONDS)
        change = f"producers pack the events of {PACKING_SECONDS:.0f} s into records"
        yield (
            "packing",
            change,
            "a producer that fails loses the events that it has not sent",
            estimate(settings, packed, prices),
        )


def _with(settings: StackSettings, name: str, value: str | int) -> StackSettings:
    current = getattr(settings, name)
    return replace(settings, **{name: bool(value) if isinstance(current, bool) else value})


def _shown(name: str, value: str | int) -> str:
    if name == "versioning":
        return "false"
    return str(value) or '""'


def _is_allowed(settings: StackSettings) -> bool:
    """Return whether the settings are allowed together: stack/combinations.py."""
    if settings.engine == Engine.FIREHOSE and settings.parquet_compression != "snappy":
        return False
    return settings.raw_infrequent_access_days < settings.raw_expiration_days


def _engine_effect(settings: StackSettings, engine: Engine) -> str:
    if Engine.FIREHOSE in {settings.engine, engine}:
        effect = (
            "no derived columns, hashes and quarantine table"
            if engine == Engine.FIREHOSE
            else "one table of rows and one of quarantined lines"
        )
        return f"{effect}; {FIXED}"
    return (
        "events are rows in batches, after minutes"
        if engine == Engine.SPARK
        else "events are rows within seconds"
    )
