"""`clickstream cost`: estimates the cost of a month from the settings of a stack."""

import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from clickstream.cli import cost_report, stack_settings
from clickstream.cli.errors import CliError
from clickstream.cli.output import note, out
from clickstream.cli.target import find_project
from clickstream.contract.odcs import read_contract
from clickstream.cost.changes import best_changes
from clickstream.cost.estimate import by_engine, estimate
from clickstream.cost.measured import COLUMN_SHARE
from clickstream.cost.prices import DEFAULT_FILE, PriceError, Prices, read_prices
from clickstream.cost.schedules import ScheduleError
from clickstream.cost.settings import SettingError, StackSettings, read_settings
from clickstream.cost.workload import Workload
from clickstream.delivery.sender import RECORD_LIMIT_BYTES

UNUSED_BYTES = 1  # the newline after an event


class Format(StrEnum):
    """Output formats."""

    TABLE = "table"
    JSON = "json"


def cost(
    *,
    events_per_day: Annotated[
        int, typer.Option("--events-per-day", min=1, metavar="N", help="Events of a day.")
    ],
    bytes_per_event: Annotated[
        int,
        typer.Option(
            "--bytes-per-event",
            min=2,
            max=RECORD_LIMIT_BYTES - UNUSED_BYTES,
            metavar="N",
            help="Bytes of an event's JSON, on average.",
        ),
    ],
    stage: Annotated[
        str | None,
        typer.Option(
            "--stage",
            metavar="STAGE",
            help="Use the settings of Pulumi.STAGE.yaml. Default: those of Pulumi.yaml.",
        ),
    ] = None,
    stack: Annotated[
        str | None,
        typer.Option(
            "--stack",
            metavar="STAGE",
            help="Use the settings of this stack, as `pulumi config` shows them.",
        ),
    ] = None,
    compare: Annotated[
        bool, typer.Option("--compare", help="Compare the engines, by service.")
    ] = False,
    send_every: Annotated[
        float,
        typer.Option(
            "--send-every",
            min=0,
            metavar="SECONDS",
            help="Seconds that a producer collects events before it packs them into records; 0 for one event in each record.",
        ),
    ] = 10,
    dates_per_object: Annotated[
        float,
        typer.Option(
            "--dates-per-object",
            min=1,
            metavar="N",
            help="Event dates of the events that arrive together; each has a file of its own.",
        ),
    ] = 1,
    quarantined: Annotated[
        float, typer.Option("--quarantined", min=0, max=1, help="Share of quarantined events.")
    ] = 0.001,
    queries_per_day: Annotated[
        float,
        typer.Option("--queries-per-day", min=0, metavar="N", help="Athena queries of a day."),
    ] = 50,
    days_per_query: Annotated[
        int,
        typer.Option(
            "--days-per-query", min=1, metavar="N", help="Event dates that a query reads."
        ),
    ] = 30,
    column_share: Annotated[
        float,
        typer.Option(
            "--column-share",
            min=0,
            max=1,
            help="Share of the table's bytes that are of the columns that a query reads. Default: that of the named queries.",
        ),
    ] = COLUMN_SHARE,
    age_days: Annotated[
        int,
        typer.Option(
            "--age-days", min=30, metavar="N", help="Age of the lake in the estimated month."
        ),
    ] = 365,
    prices: Annotated[
        Path | None,
        typer.Option("--prices", help="File of the prices. Default: list prices of us-east-1."),
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="Output format.")] = Format.TABLE,
) -> None:
    """Estimate the cost of a month from the settings of a stack, line by line.

    The command calls no AWS service. It prints quantities and unit prices, and the changes of one
    setting that would save most.
    """
    if stage is not None and stack is not None:
        msg = "--stage and --stack are both given: use --stack for a deployed stack, --stage for a file of settings"
        raise typer.BadParameter(msg)
    workload = Workload(
        events_per_day=events_per_day,
        bytes_per_event=bytes_per_event,
        send_every_seconds=send_every,
        dates_per_object=dates_per_object,
        quarantined_share=quarantined,
        queries_per_day=queries_per_day,
        days_per_query=days_per_query,
        column_share=column_share,
        age_days=age_days,
    )
    project = find_project(Path.cwd())
    texts = _texts(project, stage, stack)
    try:
        listed = read_prices(prices or DEFAULT_FILE)
        settings = _settings(project, texts)
        _print(settings, workload, listed, output, compare=compare)
    except (PriceError, ScheduleError, SettingError) as error:
        raise CliError(str(error)) from error
    if texts.region and texts.region != listed.region:
        note(
            f"{texts.label} is in {texts.region}; these are prices of {listed.region}. --prices takes a file of other prices."
        )


def _texts(project: Path, stage: str | None, stack: str | None) -> stack_settings.Texts:
    if stage is not None:
        return stack_settings.of_stage(project, stage)
    if stack is not None:
        return stack_settings.of_stack(project, stack)
    return stack_settings.defaults(project)


def _settings(project: Path, texts: stack_settings.Texts) -> StackSettings:
    contract = read_contract(project / texts.by_key.get("contract", ""))
    return read_settings(texts.by_key, hashes_columns=contract.hashes)


def _print(
    settings: StackSettings, workload: Workload, prices: Prices, output: Format, *, compare: bool
) -> None:
    engines = by_engine(settings, workload, prices) if compare else {}
    single = estimate(settings, workload, prices)
    changes = best_changes(settings, workload, prices)
    if output is Format.JSON:
        content = cost_report.as_json(single, engines, changes, prices)
        typer.echo(json.dumps({**content, "workload": asdict(workload)}, indent=1))
        return
    out.print(
        cost_report.engine_table(engines, prices)
        if compare
        else cost_report.line_table(single, prices)
    )
    if not compare:
        out.print(cost_report.change_table(changes, prices))
