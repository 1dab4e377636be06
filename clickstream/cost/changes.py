"""Changes that would save most: the estimate again, with one setting changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from clickstream.cost.estimate import estimate, with_engine
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


@dataclass(frozen=True)
class Candidate:
    """Setting with a cheaper value."""

    name: str
    """Field of `StackSettings`."""
    value: str | int | bool
    effect: str

    @property
    def change(self) -> str:
        """Setting and value as in a stage's file, such as `bufferingSeconds: 900`."""
        text = self.value if isinstance(self.value, str) and self.value else json.dumps(self.value)
        return f"{key_of(self.name)}: {text}"

    def apply(self, settings: StackSettings) -> StackSettings | None:
        """Return the changed settings; None if they are the same, or not allowed together.

        stack/combinations.py has the rules.
        """
        changed = replace(settings, **{self.name: self.value})
        codec = "snappy" if settings.engine == Engine.FIREHOSE else changed.parquet_compression
        expires_later = changed.raw_infrequent_access_days < changed.raw_expiration_days
        allowed = changed.parquet_compression == codec and expires_later
        return changed if allowed and changed != settings else None


CANDIDATES = (
    Candidate("buffering_seconds", 900, "events are rows up to 15 minutes later"),
    Candidate("buffering_mb", 128, "with few events, bufferingSeconds writes the objects before"),
    Candidate("raw_compression", "gzip", "objects need gunzip to be read by hand"),
    Candidate("raw_expiration_days", 90, "raw objects cannot be converted again after that"),
    Candidate("raw_infrequent_access_days", 30, "reading raw objects in STANDARD_IA has a price"),
    Candidate("results_expiration_days", 1, "query results cannot be read again after that"),
    Candidate(
        "versioning",
        value=False,
        effect="objects that were overwritten or deleted cannot be restored",
    ),
    Candidate("kms_key_arn", "", "AWS manages the keys"),
    Candidate("log_retention_days", 7, "older log lines are gone"),
    Candidate("architecture", "arm64", "Graviton, for which the layer is built again"),
    Candidate("memory_mb", 1769, "one whole processor; less needs a longer timeoutSeconds"),
    Candidate("parquet_compression", "zstd", "readers of the files must know zstd"),
    Candidate("partition_discovery", "projection", "no crawler runs"),
    Candidate("firehose_partition", "arrival", FIXED),
    Candidate("spark_start", "schedule", "events are rows after the next scheduled run"),
    Candidate("spark_batching_window_seconds", 900, "events are rows up to 15 minutes later"),
    Candidate("spark_batch_size", 100, "events are rows later"),
    Candidate("spark_workers", 2, "runs take longer"),
    Candidate("spark_worker_type", "G.1X", "runs take longer"),
    Candidate("api_rate", "rate(1 hour)", "items are events up to an hour later"),
)


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
    for name, change, effect, changed in _changed(settings, workload):
        saving = before - estimate(*changed, prices).total
        if saving >= LEAST_SAVING and (name not in best or saving > best[name].saving):
            best[name] = Change(change, effect, saving)
    return sorted(best.values(), key=lambda change: -change.saving)[:count]


def _changed(
    settings: StackSettings, workload: Workload
) -> Iterator[tuple[str, str, str, tuple[StackSettings, Workload]]]:
    """Yield the setting, the change, its effect, and settings and workload after it."""
    for engine in Engine:
        if engine != settings.engine:
            after = with_engine(settings, engine)
            effect = _engine_effect(settings, engine)
            yield "engine", f"engine: {engine.value}", effect, (after, workload)
    for candidate in CANDIDATES:
        if changed := candidate.apply(settings):
            yield candidate.name, candidate.change, candidate.effect, (changed, workload)
    if workload.send_every_seconds < PACKING_SECONDS:
        packed = replace(workload, send_every_seconds=PACKING_SECONDS)
        change = f"producers pack the events of {PACKING_SECONDS:.0f} s into records"
        effect = "a producer that fails loses the events that it has not sent"
        yield "packing", change, effect, (settings, packed)


def _engine_effect(settings: StackSettings, engine: Engine) -> str:
    if engine == Engine.FIREHOSE:
        return f"no derived columns, hashes and quarantine table; {FIXED}; needs bufferingMb 64 or more, bufferingSeconds 60 or more, and parquetCompression snappy"
    times = {
        Engine.LAMBDA: "events are rows within seconds",
        Engine.SPARK: "events are rows in batches, after minutes",
    }
    fixed = f"; {FIXED}" if settings.engine == Engine.FIREHOSE else ""
    return f"{times[engine]}{fixed}"
