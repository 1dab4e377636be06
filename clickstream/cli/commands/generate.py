"""`clickstream generate`: writes sample events to standard output."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from clickstream.cli.generation import (
    DaysOption,
    FaultOption,
    SeedOption,
    account_table,
    fault_shares,
    seed_or_new,
)
from clickstream.cli.output import err
from clickstream.cli.target import PROJECT
from clickstream.generator.generate import DAYS, Generator

FIRST_YEAR = 1980  # the longest --days before it end after 1970, where epochs begin
DEFAULT_CONTRACT = PROJECT / "contracts" / "clickstream.odcs.yaml"


def generate(
    *,
    count: Annotated[
        int, typer.Option("--events", min=1, metavar="N", help="Number of sample events.")
    ],
    days: DaysOption = DAYS,
    until: Annotated[
        datetime | None,
        typer.Option("--until", help="End of the days, in UTC. Default: now.", show_default=False),
    ] = None,
    seed: SeedOption = None,
    fault: FaultOption = None,
    contract: Annotated[
        Path,
        typer.Option(
            "--contract",
            help="Contract file of the events. Default: contracts/clickstream.odcs.yaml.",
            show_default=False,
        ),
    ] = DEFAULT_CONTRACT,
) -> None:
    """Write sample events to standard output, one per line, as `clickstream send` sends them.

    The account goes to standard error: the lines with each fault, and the rows and quarantined
    lines that they become. No stack is needed. Equal seeds and equal --until give equal events.
    """
    if until and until.year < FIRST_YEAR:
        msg = f"--until {until.date()} is before the year {FIRST_YEAR}."
        raise typer.BadParameter(msg)
    end = until.replace(tzinfo=until.tzinfo or UTC) if until else datetime.now(UTC)
    generator = Generator(contract, seed=seed_or_new(seed), faults=fault_shares(fault))
    generated = generator.period(count, until=end, days=days)
    output = sys.stdout.buffer
    try:
        for line in generated.lines:
            output.write(line)
            output.write(b"\n")
        output.flush()
    except BrokenPipeError:  # the reader, such as `head`, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    err.print(account_table(generated.account))
