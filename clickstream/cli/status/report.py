"""Screen and JSON of a stack's status."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from clickstream.cli.durations import brief
from clickstream.cli.logs.report import printable
from clickstream.cli.output import grid, size
from clickstream.cli.status.assess import ALARM, count
from clickstream.cli.status.metrics import QUARANTINED_PREFIX, Series

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from clickstream.cli.status.assess import Assessment, Problem
    from clickstream.cli.status.facts import Facts

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
    metrics = facts.metrics

    def total(key: str) -> str:
        return f"{metrics[key].total:,}" if key in metrics else NO_VALUE

    throttled = metrics.get("records_throttled", Series()).total
    refused = f"; {throttled:,} refused" if throttled else ""
    yield (
        "in",
        f"{total('records_in')} records, {size(metrics.get('bytes_in', Series()).total)}{refused}",
    )
    sent = (
        f"; {total('notifications')} notifications of objects" if "notifications" in metrics else ""
    )
    yield "delivered", f"{total('records_delivered')} records{sent}"
    if "records_converted" in metrics:
        yield (
            "converted",
            f"{total('records_converted')} records, {total('records_not_converted')} not",
        )
    if "lines_in" in metrics:
        yield (
            "converted",
            f"{total('lines_in')} lines: {total('rows_written')} rows, {total('lines_quarantined')} quarantined",
        )
    if facts.quarantined:
        reasons = sorted(facts.quarantined.items(), key=lambda item: -item[1])
        yield "quarantine", ", ".join(f"{reason} {lines:,}" for reason, lines in reasons)
    yield "lag", _lags(facts)
    if facts.queue:
        yield (
            "queue",
            f"{facts.queue.waiting:,} waiting, {facts.queue.in_flight:,} in flight, {facts.queue.dead:,} in the dead-letter queue",
        )
    if facts.api_runs:
        dead = "" if facts.api_dead_letters is None else f", {facts.api_dead_letters:,} given up"
        yield "API source", f"{facts.api_runs.ended:,} runs, {facts.api_runs.failed:,} failed{dead}"
    for run in facts.runs[:RUNS_SHOWN]:
        started = f"{run.started:%Y-%m-%d %H:%M} UTC" if run.started else "not started"
        yield "job run", f"{run.job}: {run.state}, {started}"
    if facts.alarms:
        on = [alarm.kind for alarm in facts.alarms if alarm.state == ALARM]
        named = f": {', '.join(on)}" if on else ""
        yield "alarms", f"{len(on)} of {len(facts.alarms)} on{named}"


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
    metrics = facts.metrics
    return {
        "ok": assessment.ok,
        "stack": facts.label,
        "engine": facts.engine,
        "since": facts.since.isoformat(timespec="seconds"),
        "until": facts.until.isoformat(timespec="seconds"),
        "problems": [
            {
                "kind": problem.kind,
                "text": problem.text,
                "remedy": problem.remedy,
                "runbook": problem.runbook,
                "details": [{"name": name, "value": value} for name, value in problem.details],
            }
            for problem in assessment.problems
        ],
        "notices": list(assessment.notices),
        "counts": {
            key: series.total
            for key, series in metrics.items()
            if key not in {*LAGS, "delivery_success"} and not key.startswith(QUARANTINED_PREFIX)
        },
        "quarantined": dict(facts.quarantined),
        "lags": {
            key: {"latest": metrics[key].latest, "worst": metrics[key].worst}
            for key in LAGS
            if key in metrics
        },
        "queue": asdict(facts.queue) if facts.queue else None,
        "api_dead_letters": facts.api_dead_letters,
        "api_runs": asdict(facts.api_runs) if facts.api_runs else None,
        "job_runs": [
            {**asdict(run), "started": run.started.isoformat() if run.started else None}
            for run in facts.runs
        ],
        "alarms": [asdict(alarm) for alarm in facts.alarms],
        "failures": [
            {
                **asdict(failure),
                "objects": list(failure.objects),
                "last": failure.last.isoformat(timespec="milliseconds"),
            }
            for failure in facts.failures
        ],
    }
