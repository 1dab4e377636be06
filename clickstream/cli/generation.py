"""Options of the commands that generate events, and the table of the account."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Annotated

import typer

from clickstream.cli.output import table
from clickstream.generator.account import Account, Fault, FaultError, read_shares

if TYPE_CHECKING:
    from rich.table import Table

LONGEST_DAYS = 3650  # ten years

SeedOption = Annotated[
    int | None,
    typer.Option(
        "--seed",
        help="Seed of the random values of the sample events. Default: a new seed each time.",
    ),
]
DaysOption = Annotated[
    int,
    typer.Option(
        "--days",
        min=1,
        max=LONGEST_DAYS,
        metavar="D",
        help="Spread the sample events over the last D days.",
    ),
]
FaultOption = Annotated[
    list[str] | None,
    typer.Option(
        "--fault",
        metavar="KIND=SHARE",
        help=f"Give a share of the sample events a fault, such as late=0.01. Repeatable. Kinds: {', '.join(Fault)}.",
    ),
]
SEED_BITS = 32


def seed_or_new(seed: int | None) -> int:
    """Return the seed, or a new one if none is given."""
    return secrets.randbits(SEED_BITS) if seed is None else seed


def fault_shares(texts: list[str] | None) -> dict[Fault, float]:
    """Return the shares of the faults that `--fault` gives.

    Raises:
        typer.BadParameter: If one is invalid.
    """
    try:
        return read_shares(texts or [])
    except FaultError as error:
        msg = f"--fault {error}"
        raise typer.BadParameter(msg) from error


def account_table(account: Account) -> Table:
    """Return a table of the generated lines: with each fault, and as they will be found."""
    rows: list[tuple[str, object]] = [
        *((f"fault {fault}", f"{lines:,}") for fault, lines in sorted(account.faults.items())),
        ("lines", f"{account.lines:,}"),
        ("rows to find", f"{account.rows:,}"),
        ("distinct event ids", f"{account.event_ids:,}"),
        *(
            (f"to be quarantined: {reason}", f"{lines:,}")
            for reason, lines in sorted(account.quarantined.items())
        ),
    ]
    return table(("generated", ""), rows, numeric=(1,))
