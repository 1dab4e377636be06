"""Amazon Athena: bytes that the queries scan."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clickstream.cost.measured import (
    ATHENA_MINIMUM_BYTES,
    CANARY_RECENT_SECONDS,
    CANARY_RUNS_PER_DAY,
    DAYS,
    MB,
    SECONDS_PER_DAY,
    TB,
)
from clickstream.cost.prices import PriceKey
from clickstream.cost.usage import Usage

if TYPE_CHECKING:
    from clickstream.cost.settings import StackSettings
    from clickstream.cost.workload import Flow, Workload

SERVICE = "Athena"


def usages(settings: StackSettings, workload: Workload, flow: Flow) -> list[Usage]:
    """Return the usages of the queries, and of the canary's."""
    days = min(workload.days_per_query, workload.age_days)
    scanned = flow.file_bytes * days * workload.column_share
    found = [_scans("bytes scanned by queries", workload.queries_per_day, scanned)]
    if settings.canary:
        recent = flow.file_bytes * CANARY_RECENT_SECONDS / SECONDS_PER_DAY * workload.column_share
        found.append(_scans("bytes scanned by the canary", CANARY_RUNS_PER_DAY, recent))
    return found


def _scans(item: str, queries_per_day: float, scanned_bytes: float) -> Usage:
    billed = max(ATHENA_MINIMUM_BYTES, math.ceil(scanned_bytes / MB) * MB)
    return Usage(SERVICE, item, PriceKey.ATHENA, queries_per_day * DAYS * billed / TB)
