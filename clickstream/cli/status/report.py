"""Screen and JSON of a stack's status."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from clickstream.cli.durations import brief
from clickstream.cli.output import count, grid, printable, size
from clickstream.cli.status.assess import ALARM, last_runs
from clickstream.cli.status.metrics import QUARANTINED_PREFIX, Series

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import RenderableType

    from clickstream.cli.status.assess import Assessment, Problem
    from clickstream.cli.status.facts import Facts, Failure

PROBLEMS_SHOWN, NOTICES_SHOWN, RUNS_SHOWN = 8, 5, 3
NO_VALUE = "none"
NAME_CHARACTERS = 9  # an indent of three, and the longest name of a detail
LAGS = ("delivery_lag_seconds", "oldest_message_seconds", "canary_lag_seconds")
"""Metrics of which the latest value counts. Others are sums, but `delivery_success` is a share."""


def as_screen(facts: Facts, assessment: Assessment) -> Group:
    """Return a screen: the state in one line, the facts, the problems, the notices."""
    parts: list[RenderableType] = [_state(facts, assessment), grid(_rows(facts))]
    for number, problem in enumerate(assessment.problems[:PROBLEMS_SHOWN], 1):
        parts += [Text(), _problem(number, problem)]
    if assessment.problems[PROBLEMS_SHOWN:]:
        parts.append(Text("\nFurther problems: --format json has all."))
    if assessment.notices:
        parts.append(Text())
        parts += [Text(printable(text), style="dim") for text in assessment.notices[:NOTICES_SHOWN]]
    if assessment.notices[NOTICES_SHOWN:]:
        parts.append(Text("Further notices: --format json has all.", style="dim"))
    return Group(*parts)


def _state(facts: Facts, assessment: Assessment) -> Text:
    length = brief((facts.until - facts.since).total_seconds())
    where = f"{facts.label}, engine {facts.engine}, last {length} until {facts.until:%H:%M:%S} UTC"
    if assessment.ok:
        return Text.assemble(("OK", "bold green"), f": {where}")
    kinds = ", ".join(dict.fromkeys(problem.kind for problem in assessment.problems))
    problems = count(len(assessment.problems), "PROBLEM", "PROBLEMS")
    return Text.assemble((problems, "bold red"), f" ({kinds}): {where}")


def _rows(facts: Facts) -> Iterator[tuple[str, object]]:
    yield from _delivery_rows(facts.metrics)
    yield from _conversion_rows(facts)
    yield "lag", _lags(facts)
    if facts.queue:
        yield (
            "queue",
            f"{facts.queue.waiting:,} waiting, {facts.queue.in_flight:,} in flight, {facts.queue.dead:,} in the dead-letter queue",
        )
    if facts.api_runs:
        dead = "" if facts.api_dead_letters is None else f", {facts.api_dead_letters:,} given up"
        yield "API source", f"{facts.api_runs.ended:,} runs, {facts.api_runs.failed:,} failed{dead}"
    yield from _run_rows(facts)
    if facts.alarms:
        on = [alarm.kind for alarm in facts.alarms if alarm.state == ALARM]
        named = f": {', '.join(on)}" if on else ""
        yield "alarms", f"{len(on)} of {len(facts.alarms)} on{named}"


def _delivery_rows(metrics: Mapping[str, Series]) -> Iterator[tuple[str, str]]:
    throttled = metrics.get("records_throttled", Series()).total
    refused = f"; {throttled:,} refused" if throttled else ""
    received = size(metrics.get("bytes_in", Series()).total)
    yield "in", f"{_total(metrics, 'records_in')} records, {received}{refused}"
    notifications = _total(metrics, "notifications")
    sent = f"; {notifications} notifications of objects" if "notifications" in metrics else ""
    yield "delivered", f"{_total(metrics, 'records_delivered')} records{sent}"


def _conversion_rows(facts: Facts) -> Iterator[tuple[str, str]]:
    metrics = facts.metrics
    if "records_converted" in metrics:
        converted = _total(metrics, "records_converted")
        yield "converted", f"{converted} records, {_total(metrics, 'records_not_converted')} not"
    if "lines_in" in metrics:
        rows, quarantined = (_total(metrics, key) for key in ("rows_written", "lines_quarantined"))
        lines = _total(metrics, "lines_in")
        yield "converted", f"{lines} lines: {rows} rows, {quarantined} quarantined"
    if facts.quarantined:
        reasons = sorted(facts.quarantined.items(), key=lambda item: -item[1])
        yield "quarantine", ", ".join(f"{reason} {lines:,}" for reason, lines in reasons)


def _total(metrics: Mapping[str, Series], key: str) -> str:
    return f"{metrics[key].total:,}" if key in metrics else NO_VALUE


def _run_rows(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield the latest runs, and the last run of each job."""
    last = last_runs(facts)
    shown = [run for number, run in enumerate(facts.runs) if number < RUNS_SHOWN or run in last]
    for run in shown:
        started = f"{run.started:%Y-%m-%d %H:%M} UTC" if run.started else "not started"
        yield "job run", f"{run.job}: {run.state}, {started}"


def _lags(facts: Facts) -> str:
    names = dict(zip(LAGS, ("delivery", "oldest message", "canary"), strict=True))
    # CloudWatch's last value may be a minute old; the depth of the queue is current.
    current = {"oldest_message_seconds": 0.0} if facts.queue and facts.queue.idle else {}
    texts: list[str] = []
    for key, name in names.items():
        if key not in facts.metrics:
            continue
        latest = current.get(key, facts.metrics[key].latest)
        worst = facts.metrics[key].worst
        if latest is None:
            texts.append(f"{name} {NO_VALUE}")
        elif worst is None or brief(worst) == brief(latest):
            texts.append(f"{name} {brief(latest)}")
        else:
            texts.append(f"{name} {brief(latest)} (worst {brief(worst)})")
    return ", ".join(texts) or NO_VALUE


def _problem(number: int, problem: Problem) -> Group:
    heading = Text(f"{number}. {problem.kind}: {printable(problem.text)}", "bold red")
    lines = [*problem.details, ("do", problem.remedy)]
    if problem.runbook:
        lines.append(("see", problem.runbook))
    rendered = Table.grid(padding=(0, 1))
    rendered.add_column(min_width=NAME_CHARACTERS, no_wrap=True)
    rendered.add_column(overflow="fold")
    for name, value in lines:
        style = "bold" if name == "do" else ""
        rendered.add_row(Text(f"   {name}", "dim"), Text(printable(value), style))
    return Group(heading, rendered)


def as_json(facts: Facts, assessment: Assessment) -> dict[str, Any]:
    """Return the status as a JSON object. `docs/guides/operate.md` lists its keys."""
    return {
        "ok": assessment.ok,
        "stack": facts.label,
        "engine": facts.engine,
        "since": facts.since.isoformat(timespec="seconds"),
        "until": facts.until.isoformat(timespec="seconds"),
        "problems": [_problem_object(problem) for problem in assessment.problems],
        "notices": list(assessment.notices),
        "counts": _counts(facts.metrics),
        "quarantined": dict(facts.quarantined),
        "lags": {
            key: {"latest": facts.metrics[key].latest, "worst": facts.metrics[key].worst}
            for key in LAGS
            if key in facts.metrics
        },
        "queue": asdict(facts.queue) if facts.queue else None,
        "api_dead_letters": facts.api_dead_letters,
        "api_runs": asdict(facts.api_runs) if facts.api_runs else None,
        "job_runs": [
            {**asdict(run), "started": run.started.isoformat() if run.started else None}
            for run in facts.runs
        ],
        "alarms": [asdict(alarm) for alarm in facts.alarms],
        "failures": [_failure_object(failure) for failure in facts.failures],
    }


def _problem_object(problem: Problem) -> dict[str, Any]:
    return {
        "kind": problem.kind,
        "text": problem.text,
        "remedy": problem.remedy,
        "runbook": problem.runbook,
        "details": [{"name": name, "value": value} for name, value in problem.details],
    }


def _counts(metrics: Mapping[str, Series]) -> dict[str, int]:
    return {
        key: series.total
        for key, series in metrics.items()
        if key not in {*LAGS, "delivery_success"} and not key.startswith(QUARANTINED_PREFIX)
    }


def _failure_object(failure: Failure) -> dict[str, Any]:
    return {
        **asdict(failure),
        "objects": list(failure.objects),
        "lost": list(failure.lost),
        "last": failure.last.isoformat(timespec="milliseconds"),
    }
