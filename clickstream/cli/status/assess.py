"""Assessment of the facts of a stack: problems with their remedies, and notices."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clickstream.cli.output import count
from clickstream.cli.status.metrics import Series
from clickstream.cli.status.remedies import remedy_for
from clickstream.monitoring.alarms import LATE_OR_LOST, MEANINGS, RUNBOOK, AlarmKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clickstream.cli.status.facts import Alarm, Facts, Failure, JobRun

ALARM, MISSING_ALARM = "ALARM", "MISSING"
FAILED_RUNS = {"FAILED", "TIMEOUT", "ERROR"}
UNREADABLE, ALARM_GONE = "not-readable", "alarm-missing"
FAILURE_KINDS = {
    "converter": AlarmKind.FUNCTION_ERRORS,
    "spark": AlarmKind.JOB_FAILED,
    "api-source": AlarmKind.API_RUNS_FAILED,
    "delivery": AlarmKind.DELIVERY_FAILED,
    "canary": AlarmKind.CANARY_LATE,
}
"""Kinds of the failures in a log, by source."""


@dataclass(frozen=True)
class Problem:
    """Something that is wrong now, with its remedy."""

    kind: str
    """Kind of the alarm that the problem belongs to, or `not-readable` or `alarm-missing`."""
    text: str
    """Sentence that names the problem."""
    remedy: str
    details: tuple[tuple[str, str], ...] = ()
    """Names and values, such as the cause and the raw object."""

    @property
    def runbook(self) -> str | None:
        """Runbook entry; None if the kind has none."""
        return f"{RUNBOOK}#{self.kind}" if self.kind in set(AlarmKind) else None


@dataclass(frozen=True)
class Assessment:
    """Problems and notices of a stack."""

    problems: tuple[Problem, ...]
    """Nothing is wrong if there are none."""
    notices: tuple[str, ...]
    """Sentences on what is not wrong, but worth a look."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def assess(facts: Facts) -> Assessment:
    """Return what is wrong with a stack, the most severe first, and its notices."""
    current = [
        *_dead_letters(facts),
        *_lost_objects(facts),
        *(_failure_problem(facts, found) for found in facts.failures if _is_problem(found)),
        *(_run_problem(run) for run in last_runs(facts) if run.state in FAILED_RUNS),
        *_not_converted(facts),
    ]
    problems = [*current, *_alarm_problems(facts, {problem.kind for problem in current})]
    problems += [
        Problem(UNREADABLE, f"The status of {part.part} cannot be read: {part.error}", part.remedy)
        for part in facts.unread
    ]
    return Assessment(tuple(problems), tuple(_notices(facts)))


def _dead_letters(facts: Facts) -> Iterator[Problem]:
    if facts.queue and facts.queue.dead:
        kind = AlarmKind.DEAD_LETTERS
        failed = [found for found in facts.failures if _is_problem(found) and found.objects]
        objects = dict.fromkeys(address for found in failed for address in found.objects)
        yield Problem(
            kind,
            f"{count(facts.queue.dead, 'raw object is', 'raw objects are')} in the dead-letter queue: the events are in no table.",
            f"Fix the cause, then `clickstream dead-letters redrive {facts.option}`; `clickstream dead-letters list {facts.option}` names the objects.",
            () if objects else (("cause", "No failure is in this range of the log: see --since."),),
        )
    if facts.api_dead_letters:
        yield Problem(
            AlarmKind.API_DEAD_LETTERS,
            f"{count(facts.api_dead_letters, 'run', 'runs')} of the API source failed for good: the items are missing.",
            f"See the causes with `clickstream dead-letters list {facts.option}`, fix them, and poll again.",
        )


def _lost_objects(facts: Facts) -> Iterator[Problem]:
    """Yield the raw objects that were deleted before they were converted, each once."""
    failures = {address: failure for failure in facts.failures for address in failure.lost}
    for address, failure in failures.items():
        details = [("cause", failure.cause)] if failure.cause else []
        yield Problem(
            FAILURE_KINDS.get(failure.source, AlarmKind.FUNCTION_ERRORS),
            f"Lost: {address} was deleted before it was converted.",
            "Its events are in no table. With `versioning`, restore the deleted version, then `clickstream convert-missing`. Else send the events again, and raise `rawExpirationDays` if the object expired.",
            (*details, _last(failure)),
        )


def _is_problem(failure: Failure) -> bool:
    # A failure of lost objects alone is listed as these objects.
    lost = bool(failure.lost) and len(failure.lost) == len(failure.objects)
    return not failure.warning and not failure.resolved and not lost


def _failure_problem(facts: Facts, failure: Failure) -> Problem:
    kind = FAILURE_KINDS.get(failure.source, AlarmKind.FUNCTION_ERRORS)
    since = f"--since {round((facts.until - facts.since).total_seconds())}s"
    look = f"Read the log: `clickstream logs {failure.source} {facts.option} {since} {_choice(failure)}`."
    known = remedy_for(f"{failure.cause} {failure.message}")
    details = [("cause", failure.cause)] if failure.cause else []
    details += [("object", address) for address in failure.objects]
    details.append(_last(failure))
    times = f", {failure.times} times" if failure.times > 1 else ""
    return Problem(
        kind,
        f"{failure.source}: {failure.message}{times}",
        f"{known} {look}" if known else f"{look} {MEANINGS[kind].remedy}",
        tuple(details),
    )


def _last(failure: Failure) -> tuple[str, str]:
    return "last", f"{failure.last:%Y-%m-%d %H:%M:%S} UTC"


def _choice(failure: Failure) -> str:
    """Return the options of `clickstream logs` that choose the lines of a failure."""
    if failure.objects:
        return f"--object {shlex.quote(failure.objects[0].rpartition('/')[2])}"
    # Firehose's log has neither requests nor objects.
    return f"--request {failure.request}" if failure.request else "--errors"


def last_runs(facts: Facts) -> list[JobRun]:
    """Return the last run of each job; a run that goes on counts as the last."""
    last: dict[str, JobRun] = {}
    for run in facts.runs:
        last.setdefault(run.job, run)
    return list(last.values())


def _run_problem(run: JobRun) -> Problem:
    kind = AlarmKind.JOB_FAILED
    started = f", started {run.started:%Y-%m-%d %H:%M:%S} UTC" if run.started else ""
    return Problem(
        kind,
        f"The last run of the job {run.job} ended with state {run.state}{started}.",
        remedy_for(run.error) or MEANINGS[kind].remedy,
        (("cause", run.error), ("run", run.run)) if run.error else (("run", run.run),),
    )


def _not_converted(facts: Facts) -> Iterator[Problem]:
    if records := facts.metrics.get("records_not_converted", Series()).total:
        kind = AlarmKind.CONVERSION_FAILED
        yield Problem(
            kind,
            f"Firehose could not convert {count(records, 'record', 'records')}.",
            f"See them with `clickstream delivery-errors {facts.option}`, fix them, and send them again.",
        )


def _alarm_problems(facts: Facts, known: set[str]) -> Iterator[Problem]:
    """Yield the alarms that are on, unless a problem of their kind is known."""
    on = [alarm for alarm in facts.alarms if alarm.state == ALARM]
    for alarm in on:
        others = {*known, *(other.kind for other in on)} - {alarm.kind}
        composite = alarm.kind == AlarmKind.EVENTS_LATE_OR_LOST and others & LATE_OR_LOST
        if alarm.kind not in known and not composite:
            yield _alarm_problem(alarm)
    for alarm in facts.alarms:
        if alarm.state == MISSING_ALARM:
            yield Problem(
                ALARM_GONE,
                f"CloudWatch has no alarm {alarm.name}, which the stack has as {alarm.kind}.",
                "It was deleted: `pulumi up --refresh` creates it again.",
            )


def _alarm_problem(alarm: Alarm) -> Problem:
    meaning = MEANINGS[AlarmKind(alarm.kind)] if alarm.kind in set(AlarmKind) else None
    return Problem(
        alarm.kind,
        meaning.meaning if meaning else f"The alarm {alarm.name} is on.",
        meaning.remedy if meaning else "Its description in CloudWatch says what to do.",
        (("alarm", alarm.name), *((("reason", alarm.reason),) if alarm.reason else ())),
    )


def _notices(facts: Facts) -> Iterator[str]:
    for failure in facts.failures:
        named = f" ({', '.join(failure.objects)})" if failure.objects else ""
        what = f"{failure.source}: {failure.cause or failure.message}{named}"
        if failure.warning:
            yield f"Warning: {what}, {failure.times} times."
        elif failure.resolved:
            yield f"Resolved, a later try succeeded: {what}."
    waiting = [alarm.kind for alarm in facts.alarms if alarm.state == "INSUFFICIENT_DATA"]
    if waiting:
        yield f"Without data yet: {', '.join(waiting)}."
    yield from facts.absent
