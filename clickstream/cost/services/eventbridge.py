"""Amazon EventBridge: events of the raw bucket with engine spark; schedules of API and canary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.cost.measured import CANARY_RUNS_PER_DAY, DAYS, INFREQUENT_BYTES
from clickstream.cost.prices import PriceKey
from clickstream.cost.schedules import rate_runs
from clickstream.cost.services import s3
from clickstream.cost.settings import Engine, StackSettings
from clickstream.cost.usage import Usage

if TYPE_CHECKING:
    from clickstream.cost.workload import Flow

SERVICE = "EventBridge"


def usages(settings: StackSettings, flow: Flow) -> list[Usage]:
    """Return the usages of bucket events and schedules."""
    found: list[Usage] = []
    if settings.engine == Engine.SPARK and settings.spark_start == "arrivals":
        events = _bucket_events(settings, flow) * DAYS
        found.append(Usage(SERVICE, "events of the raw bucket", PriceKey.EVENTBRIDGE, events))
    if settings.api_url:
        runs = rate_runs(settings.api_rate)
        found.append(Usage(SERVICE, "polls of the API", PriceKey.SCHEDULER, runs))
    if settings.canary:
        runs = CANARY_RUNS_PER_DAY * DAYS
        found.append(Usage(SERVICE, "runs of the canary", PriceKey.SCHEDULER, runs))
    return found


def _bucket_events(settings: StackSettings, flow: Flow) -> float:
    """Return the events of a day.

    A bucket sends all its events: creation, change of the storage class, and expiration.
    """
    moved = s3.raw_object_bytes(settings, flow) >= INFREQUENT_BYTES
    raw = flow.objects * (3 if moved else 2)
    files = flow.files + 2 * flow.quarantine_files if settings.one_bucket else 0.0
    return raw + files
