"""Amazon Athena: bytes that the queries scan."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from clickstream.cost.measured import ATHENA_MINIMUM_BYTES, DAYS, MB, TB
from clickstream.cost.prices import PriceKey
from clickstream.cost.usage import Usage

if TYPE_CHECKING:
    from clickstream.cost.workload import Flow, Workload

SERVICE = "Athena"


def usages(workload: Workload, flow: Flow) -> list[Usage]:
    """Return the usages of the queries."""
    days = min(workload.days_per_query, workload.age_days)
    scanned = flow.file_bytes * days * workload.column_share
    billed = max(ATHENA_MINIMUM_BYTES, math.ceil(scanned / MB) * MB)
    terabytes = workload.queries_per_day * DAYS * billed / TB
    return [Usage(SERVICE, "bytes scanned by queries", PriceKey.ATHENA, terabytes)]
