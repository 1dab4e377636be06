"""`clickstream doctor`: checks a deployed stack from end to end."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from clickstream.cli.doctor import account, alarms, delivery, function, probe, queue, spark, tables
from clickstream.cli.doctor.check import State, run_checks
from clickstream.cli.durations import parse_duration
from clickstream.cli.output import out, printable, say
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve
from clickstream.contract import ContractError
from clickstream.contract.odcs import read_contract

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickstream.cli.doctor.check import Check, Result
    from clickstream.cli.target import Target

STYLES = {State.OK: "green", State.FAILED: "bold red", State.SKIPPED: "yellow"}
STATE_COLUMNS, NAME_COLUMNS = 8, 29


class Format(StrEnum):
    """Output formats."""

    TABLE = "table"
    JSON = "json"


def doctor(
    *,
    probe_option: Annotated[
        bool | None,
        typer.Option(
            "--probe/--no-probe",
            help="Send a probe event even if a check failed, or send none. Default: send it if no check failed and the contract has a column of the event type.",
        ),
    ] = None,
    timeout: Annotated[
        str,
        typer.Option(
            "--timeout",
            metavar="DURATION",
            help="Longest time until the probe event is a row, such as 90s or 5m.",
        ),
    ] = "5m",
    output: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.TABLE,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Check a stack from end to end, and say where it is broken and what to do.

    The checks only read, except for the probe: an event of the type canary, which becomes a row.
    Exit status 1 if a check failed.
    """
    timeout_seconds = parse_duration(timeout).total_seconds()
    target = resolve(local=local, name=name, stack=stack)
    results: list[Result] = []
    checks = checks_of(target, send_probe=probe_option, timeout_seconds=timeout_seconds)
    for result in run_checks(target, checks):
        results.append(result)
        if output is Format.TABLE:
            out.print(_row(result))
    failed = [result.name for result in results if result.is_failed]
    if output is Format.JSON:
        checks = [result.to_fields() for result in results]
        typer.echo(
            json.dumps({"stack": target.label, "ok": not failed, "checks": checks}, indent=1)
        )
    else:
        say(_summary(results, failed))
    if failed:
        raise typer.Exit(1)


def checks_of(target: Target, *, send_probe: bool | None, timeout_seconds: float) -> list[Check]:
    """Return the checks of a stack, in the order in which an event travels.

    Args:
        target: Pipeline.
        send_probe: Whether to send a probe event; None decides by contract and earlier checks.
        timeout_seconds: Time until the probe event is a row.
    """
    engine = target.outputs.get("engine")
    found = [*account.checks(), *delivery.checks(target)]
    if engine != "firehose":
        found += queue.checks()
    if engine == "lambda":
        found += function.checks()
    found += [*spark.checks(target), *tables.checks(target), *alarms.checks()]
    earlier = [check.name for check in found]
    return [*found, *_probe(target, earlier, timeout_seconds, send_probe=send_probe)]


def _probe(
    target: Target, earlier: Sequence[str], timeout_seconds: float, *, send_probe: bool | None
) -> list[Check]:
    if send_probe is False:
        return [probe.skipped_check("--no-probe is given")]
    if send_probe is None and not _has_event_type(target):
        return [
            probe.skipped_check(
                "the contract has no column with the custom property eventType, so queries could "
                "not tell the event from others",
                "Add the property (docs/reference/contract.md), or send the event with --probe.",
            )
        ]
    needs = () if send_probe else earlier
    return probe.checks(target, probe.Probe(timeout_seconds), needs)


def _has_event_type(target: Target) -> bool:
    """Return whether the contract names a column of the event type; true if it cannot be read.

    Then the check of the outputs or of the events table fails, and the probe is skipped.
    """
    if not target.outputs.get("contract"):
        return True
    try:
        return bool(read_contract(target.contract_path).event_type)
    except ContractError:
        return True


def _row(result: Result) -> Table:
    """Return the line of a result; below it, the remedy of a failed check."""
    outcome = result.outcome
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=STATE_COLUMNS)
    grid.add_column(width=NAME_COLUMNS)
    grid.add_column(overflow="fold")
    grid.add_row(
        Text(outcome.state.value, style=STYLES[outcome.state]),
        Text(printable(result.name)),
        Text(printable(outcome.seen, keep="\n")),
    )
    if remedy := printable(outcome.remedy, keep="\n"):
        grid.add_row("", "", Text(f"→ {remedy}", style="bold"))
    return grid


def _summary(results: Sequence[Result], failed: Sequence[str]) -> str:
    skipped = sum(result.outcome.state is State.SKIPPED for result in results)
    rest = f"; {skipped} skipped" if skipped else ""
    if failed:
        return f"{len(failed)} of {len(results)} checks failed: {', '.join(failed)}{rest}."
    return f"{len(results) - skipped} of {len(results)} checks passed{rest}."
