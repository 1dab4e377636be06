"""Facts of a stack's status."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from clickstream.cli.reconciliation import QueueDepths
    from clickstream.cli.status.metrics import Series


@dataclass(frozen=True)
class Alarm:
    """Alarm of a stack, in CloudWatch's state of it."""

    kind: str
    """Key of the output `alarms`."""
    name: str
    state: str
    """OK, ALARM or INSUFFICIENT_DATA; MISSING if there is no such alarm."""
    reason: str = ""
    """Reason for the state, as CloudWatch gives it."""


@dataclass(frozen=True)
class JobRun:
    """Run of a Glue job."""

    job: str
    run: str
    state: str
    started: datetime | None
    error: str = ""


@dataclass(frozen=True)
class Failure:
    """Equal failures in a log, or equal warnings."""

    source: str
    """Key of the output `log_groups`."""
    message: str
    cause: str
    objects: tuple[str, ...]
    """s3:// addresses of the raw objects that failed; none if the line names none."""
    last: datetime
    """Time of the last failure."""
    request: str | None
    """Id of the last request that failed."""
    times: int
    warning: bool
    """Whether the lines are warnings alone."""
    resolved: bool
    """Whether a later success shows that the cause is gone: of the same objects, or of the same
    source if the lines name no object."""
    lost: tuple[str, ...] = ()
    """Addresses of the raw objects that were deleted after the failure and never converted."""


@dataclass(frozen=True)
class ApiRuns:
    """Runs of the API source in the log; a retry is a run."""

    ended: int
    failed: int


@dataclass(frozen=True)
class Unread:
    """Part of the status that could not be read."""

    part: str
    error: str
    remedy: str


@dataclass(frozen=True)
class Facts:
    """Everything that the status of a stack is assessed by."""

    label: str
    """Description of the stack, such as `the stack 'dev'`."""
    option: str
    """Options that select the stack in other commands, such as `--stack dev`."""
    engine: str
    since: datetime
    until: datetime
    metrics: Mapping[str, Series] = field(default_factory=dict[str, "Series"])
    """Metrics by the keys of `status.metrics`; only those that the stack has."""
    quarantined: Mapping[str, int] = field(default_factory=dict[str, int])
    """Quarantined lines, by reason."""
    queue: QueueDepths | None = None
    """Queue of raw objects; None if the stack has none."""
    api_dead_letters: int | None = None
    """Failed runs in the dead-letter queue of the API source; None if the stack has none."""
    runs: tuple[JobRun, ...] = ()
    """Runs of the stack's Glue jobs, the latest of all jobs first."""
    api_runs: ApiRuns | None = None
    alarms: tuple[Alarm, ...] = ()
    failures: tuple[Failure, ...] = ()
    """Failures and warnings of the logs, the latest first."""
    unread: tuple[Unread, ...] = ()
    absent: tuple[str, ...] = ()
    """Sentences on outputs that the stack lacks, and on what is therefore not shown."""
