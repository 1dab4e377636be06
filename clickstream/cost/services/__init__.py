"""Billed quantities of a month, by service.

Each function returns the usages of one service. A new part of the stack, such as more alarms,
changes the quantities in its service's module alone; a new service is added to `usages`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.cost.services import (
    athena,
    cloudwatch,
    eventbridge,
    firehose,
    functions,
    glue,
    keys,
    s3,
    sqs,
)

if TYPE_CHECKING:
    from clickstream.cost.settings import StackSettings
    from clickstream.cost.usage import Usage
    from clickstream.cost.workload import Flow, Workload


def usages(settings: StackSettings, workload: Workload, flow: Flow) -> list[Usage]:
    """Return all usages of a month that are not zero."""
    objects = s3.usages(settings, workload, flow)
    every = [
        *firehose.usages(settings, workload, flow),
        *objects,
        *sqs.usages(settings, flow),
        *functions.usages(settings, flow),
        *glue.usages(settings, flow),
        *athena.usages(settings, workload, flow),
        *cloudwatch.usages(settings, flow),
        *eventbridge.usages(settings, flow),
        *keys.usages(settings, flow, s3.requests(objects)),
    ]
    return [usage for usage in every if usage.quantity]
