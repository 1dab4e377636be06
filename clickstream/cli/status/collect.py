"""Collection of the facts of a stack's status from AWS, or from the local stack."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar, cast

from botocore.exceptions import ClientError

from clickstream.cli import reconciliation
from clickstream.cli.errors import EXPIRED_OR_UNKNOWN_CREDENTIALS, to_cli_error
from clickstream.cli.logs.groups import log_groups
from clickstream.cli.logs.reader import read
from clickstream.cli.status.facts import Alarm, Facts, JobRun, Unread
from clickstream.cli.status.failures import api_runs, find_failures
from clickstream.cli.status.metrics import QUARANTINED_PREFIX, Series, read_metrics

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from clickstream.cli.logs.entries import Entry
    from clickstream.cli.target import Target

T = TypeVar("T")
MISSING = "MISSING"
"""State of an alarm that is an output, and that CloudWatch does not have."""
JOB_OUTPUTS = ("spark_job", "daily_models_job")
RUNS_READ = 10  # of each job, the latest first
ALARMS_PER_CALL = 100
ABSENT = {
    "alarms": "There is no output alarms, so no alarm is shown.",
    "log_groups": "There is no output log_groups, so only the logs of functions are read.",
}
"""Sentences on outputs that a stack of a former version lacks."""


class Collector:
    """Reads parts of the status. A part that cannot be read is noted, and the others are read."""

    def __init__(self, target: Target) -> None:
        """Collect facts of a stack."""
        self.target = target
        self.unread: list[Unread] = []

    def part(self, name: str, read_part: Callable[[], T], default: T) -> T:
        """Return a part, or the default if AWS refuses the request.

        Raises:
            ClientError: If AWS rejects the credentials, which concerns every part.
        """
        try:
            return read_part()
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in EXPIRED_OR_UNKNOWN_CREDENTIALS:
                raise
            expected = to_cli_error(error)
            problem, remedy = (expected.message, expected.remedy) if expected else (str(error), "")
            self.unread.append(Unread(name, problem, remedy))
            return default


def collect(target: Target, option: str, length: timedelta) -> Facts:
    """Return the facts of a stack.

    Args:
        target: Pipeline.
        option: Options that select the stack in other commands.
        length: Length of the range of metrics and logs, which ends now.
    """
    until = datetime.now(UTC)
    since, outputs = until - length, target.outputs
    engine = str(outputs.get("engine") or "lambda")
    collector = Collector(target)
    metrics = collector.part(
        "metrics",
        lambda: read_metrics(target.client("cloudwatch"), outputs, engine, since, until),
        dict[str, Series](),
    )
    entries = collector.part("logs", lambda: _entries(target, since), list["Entry"]())
    return Facts(
        label=target.label,
        option=option,
        engine=engine,
        since=since,
        until=until,
        metrics=metrics,
        quarantined=_quarantined(metrics),
        queue=_queue(collector),
        api_dead_letters=_api_dead_letters(collector),
        runs=collector.part("runs of jobs", lambda: _job_runs(target, since), ()),
        api_runs=api_runs(entries) if outputs.get("api_source_function") else None,
        alarms=collector.part("alarms", lambda: _alarms(target), ()),
        failures=find_failures(entries, _delivered(metrics)),
        unread=tuple(collector.unread),
        absent=tuple(text for output, text in ABSENT.items() if output not in outputs),
    )


def _queue(collector: Collector) -> reconciliation.QueueDepths | None:
    target = collector.target
    if not (target.outputs.get("queue_url") and target.outputs.get("dead_letter_queue_url")):
        return None
    sqs = target.client("sqs")
    return collector.part(
        "queue of raw objects", lambda: reconciliation.queue_depths(sqs, target), None
    )


def _api_dead_letters(collector: Collector) -> int | None:
    url = collector.target.outputs.get("api_source_dead_letter_queue_url")
    if not url:
        return None
    sqs = collector.target.client("sqs")
    return collector.part(
        "dead-letter queue of the API source",
        lambda: sum(reconciliation.messages(sqs, str(url))),
        None,
    )


def _entries(target: Target, since: datetime) -> list[Entry]:
    return read(target.client("logs"), log_groups(target), since).entries


def _quarantined(metrics: Mapping[str, Series]) -> dict[str, int]:
    return {
        key.removeprefix(QUARANTINED_PREFIX): series.total
        for key, series in metrics.items()
        if key.startswith(QUARANTINED_PREFIX) and series.total
    }


def _delivered(metrics: Mapping[str, Series]) -> datetime | None:
    """Return the time of the last period in which every put of Firehose succeeded."""
    values = metrics.get("delivery_success", Series()).values
    return max((time for time, share in values if share >= 1), default=None)


def _job_runs(target: Target, since: datetime) -> tuple[JobRun, ...]:
    """Return the runs that started in the range, and the last run of each job, by start.

    The latest is first. A run without a start is the latest, since it waits for its start.
    """
    jobs = [str(target.outputs[name]) for name in JOB_OUTPUTS if target.outputs.get(name)]
    if not jobs:
        return ()
    glue = target.client("glue")
    found: list[JobRun] = []
    for job in jobs:
        runs = [
            JobRun(
                job,
                run.get("Id", ""),
                run.get("JobRunState", ""),
                _aware(run.get("StartedOn")),
                run.get("ErrorMessage", ""),
            )
            for run in glue.get_job_runs(JobName=job, MaxResults=RUNS_READ)["JobRuns"]
        ]
        runs.sort(key=_start, reverse=True)
        found += [run for number, run in enumerate(runs) if not number or _start(run) >= since]
    return tuple(sorted(found, key=_start, reverse=True))


def _start(run: JobRun) -> datetime:
    return run.started or datetime.max.replace(tzinfo=UTC)


def _aware(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)


def _alarms(target: Target) -> tuple[Alarm, ...]:
    output: object = target.outputs.get("alarms")
    names = cast("dict[str, str]", output) if isinstance(output, dict) else {}
    if not names:
        return ()
    described = _described(target, list(names.values()))
    return tuple(
        Alarm(kind, name, *described.get(name, (MISSING, "CloudWatch has no such alarm.")))
        for kind, name in names.items()
    )


def _described(target: Target, names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return states and their reasons, by name of the alarm."""
    found: dict[str, tuple[str, str]] = {}
    client = target.client("cloudwatch")
    for start in range(0, len(names), ALARMS_PER_CALL):
        response = client.describe_alarms(
            AlarmNames=names[start : start + ALARMS_PER_CALL],
            # Without the types, composite alarms are left out.
            AlarmTypes=["MetricAlarm", "CompositeAlarm"],
            MaxRecords=ALARMS_PER_CALL,
        )
        alarms: list[Any] = [
            *response.get("MetricAlarms", []),
            *response.get("CompositeAlarms", []),
        ]
        for alarm in alarms:
            found[alarm["AlarmName"]] = alarm["StateValue"], alarm.get("StateReason", "")
    return found
