"""Amazon SQS: the queue of new raw objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.cost.measured import (
    DAYS,
    POLL_SECONDS,
    POLLERS,
    SECONDS_PER_DAY,
    SQS_BATCH_MESSAGES,
)
from clickstream.cost.prices import PriceKey
from clickstream.cost.services import functions, glue
from clickstream.cost.settings import Engine, StackSettings
from clickstream.cost.usage import Usage

if TYPE_CHECKING:
    from clickstream.cost.workload import Flow

SERVICE = "SQS"


def usages(settings: StackSettings, flow: Flow) -> list[Usage]:
    """Return the usages of the queue; none with engine firehose."""
    if not settings.has_queue:
        return []
    received, deleted = (
        _by_function(settings, flow)
        if settings.engine == Engine.LAMBDA
        else _by_spark(settings, flow)
    )
    return [
        Usage(SERVICE, "notifications sent", PriceKey.SQS, flow.objects * DAYS),
        Usage(SERVICE, "receive requests, empty ones included", PriceKey.SQS, received),
        Usage(SERVICE, "delete requests", PriceKey.SQS, deleted),
    ]


def _by_function(settings: StackSettings, flow: Flow) -> tuple[float, float]:
    """Return the receive and the delete requests of Lambda, which polls an empty queue too."""
    invocations = functions.invocations(settings, flow) * DAYS
    idle = DAYS * SECONDS_PER_DAY / POLL_SECONDS * POLLERS
    return max(idle, invocations), invocations


def _by_spark(settings: StackSettings, flow: Flow) -> tuple[float, float]:
    """Return the receive and the delete requests of the runs; a run ends with an empty receive."""
    runs = glue.converter_runs(settings, flow)
    requests = max(runs, flow.objects * DAYS / SQS_BATCH_MESSAGES)
    return requests + runs, requests
