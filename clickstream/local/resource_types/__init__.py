"""Resource types of the local stack, by Pulumi's type token.

A new type is a row in the module of its service. `base` defines the row, `operations` makes its
calls, `request` builds their parameters, and `constraints` checks them against AWS's models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.local.resource_types.access import ACCESS
from clickstream.local.resource_types.buckets import BUCKETS
from clickstream.local.resource_types.functions import FUNCTIONS, IMAGES, SCHEDULES
from clickstream.local.resource_types.jobs import JOBS
from clickstream.local.resource_types.logs import LOGS
from clickstream.local.resource_types.queues import QUEUES
from clickstream.local.resource_types.streams import STREAMS
from clickstream.local.resource_types.tables import TABLES
from clickstream.local.resource_types.topics import TOPICS

if TYPE_CHECKING:
    from clickstream.local.resource_types.base import ResourceType

RESOURCE_TYPES: dict[str, ResourceType] = {
    **ACCESS,
    **BUCKETS,
    **FUNCTIONS,
    **IMAGES,
    **JOBS,
    **LOGS,
    **QUEUES,
    **SCHEDULES,
    **STREAMS,
    **TABLES,
    **TOPICS,
}
