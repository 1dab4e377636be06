"""Amazon Data Firehose: ingestion in steps of 5 KB, format conversion, dynamic partitioning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.cost.measured import DAYS, GB, JQ_HOURS_PER_GB
from clickstream.cost.prices import PriceKey
from clickstream.cost.settings import Engine, StackSettings
from clickstream.cost.usage import Usage

if TYPE_CHECKING:
    from clickstream.cost.workload import Flow, Workload

SERVICE = "Firehose"


def usages(settings: StackSettings, workload: Workload, flow: Flow) -> list[Usage]:
    """Return the usages of the delivery stream."""
    billed = flow.billed_bytes * DAYS / GB
    found = [Usage(SERVICE, "records in, in steps of 5 KB", PriceKey.FIREHOSE_INGESTION, billed)]
    if settings.engine == Engine.FIREHOSE:
        found.append(Usage(SERVICE, "format conversion", PriceKey.FIREHOSE_CONVERSION, billed))
        if settings.partitions_by_event:
            found += _dynamic_partitioning(workload, flow)
    return found


def _dynamic_partitioning(workload: Workload, flow: Flow) -> list[Usage]:
    delivered = flow.json_bytes * DAYS / GB
    objects = flow.objects * workload.dates_per_object * DAYS
    return [
        Usage(SERVICE, "dynamic partitioning", PriceKey.FIREHOSE_PARTITIONING, delivered),
        Usage(SERVICE, "partitioned objects", PriceKey.FIREHOSE_PARTITIONED_OBJECTS, objects),
        Usage(SERVICE, "jq processing", PriceKey.FIREHOSE_JQ, delivered * JQ_HOURS_PER_GB),
    ]
