"""File that the deployment compiles for the canary: template of the event, columns of the table."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from clickstream.contract import Contract
from clickstream.contract.event_template import MARKER, template_of
from clickstream.contract.model import PartitionKey
from clickstream.contract.probe_event import probe_event

TEMPLATE_TIME = datetime(2001, 2, 3, 4, 5, 6, 789000, tzinfo=UTC)
"""Event time from which the template is made. No value of an example is likely to be equal."""


def canary_file(contract: Contract, keys: Sequence[PartitionKey]) -> str:
    """Return the text of the file, which is equal for equal contracts.

    Args:
        contract: Contract with a column of the event type, as read from its file.
        keys: Partition keys of the events table.

    Raises:
        ContractError: If the contract's file is not valid.
    """
    event = probe_event(Path(contract.file), MARKER, now=TEMPLATE_TIME)
    compiled = {
        "event": template_of(event, TEMPLATE_TIME),
        "event_type": contract.event_type,
        "event_time": contract.event_time,
        "partition_keys": [asdict(key) for key in keys],
    }
    return json.dumps(compiled, indent=1, sort_keys=True) + "\n"
