"""Settings of the function: environment variables, and the file that the deployment compiles."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clickstream.contract.model import PartitionKey

if TYPE_CHECKING:
    from collections.abc import Mapping

# at the root of the deployed archive
CANARY_FILE = Path(__file__).parents[1] / "canary.json"


@dataclass(frozen=True)
class EventsTable:
    """Events table, and the columns of it that the check reads."""

    database: str
    name: str
    event_type: str
    event_time: str
    keys: tuple[PartitionKey, ...]


@dataclass(frozen=True)
class CanarySettings:
    """Settings of the canary."""

    stream: str
    """Name of the delivery stream."""
    workgroup: str
    """Name of the Athena workgroup."""
    lake_bucket: str
    """Name of the bucket of the events table."""
    prefix: str
    """Prefix of the events table, with a final slash."""
    table: EventsTable
    event: dict[str, Any]
    """Template of the event, from `clickstream.contract.event_template`."""


def read_settings(environment: Mapping[str, str], compiled: str) -> CanarySettings:
    """Return the settings.

    Args:
        environment: Environment variables of the function.
        compiled: Text of the file `canary.json`.

    Raises:
        KeyError: If a variable or a field is missing. The deployment sets all of them.
    """
    fields = json.loads(compiled)
    return CanarySettings(
        stream=environment["DELIVERY_STREAM"],
        workgroup=environment["WORKGROUP"],
        lake_bucket=environment["LAKE_BUCKET"],
        prefix=environment["EVENTS_PREFIX"],
        table=EventsTable(
            database=environment["DATABASE"],
            name=environment["TABLE"],
            event_type=fields["event_type"],
            event_time=fields["event_time"],
            keys=tuple(PartitionKey(**key) for key in fields["partition_keys"]),
        ),
        event=fields["event"],
    )
