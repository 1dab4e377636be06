"""Named queries of the workgroup: the choice of one by its name, and the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.cli.errors import CliError
from clickstream.cli.output import table
from clickstream.contract.query_parameters import ParameterError, declared_parameters

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from clickstream.cli.athena import Lake, NamedQuery


def choose(name: str, lake: Lake) -> NamedQuery:
    """Return the named query of a name.

    Raises:
        CliError: If no deployed query has the name.
    """
    deployed = {named.name: named for named in lake.named_queries()}
    if name in deployed:
        return deployed[name]
    msg = f"no query is named {name!r}"
    names = ", ".join(deployed) or "none"
    raise CliError(msg, f"Deployed queries: {names}. A single word is a name, not SQL.")


def list_table(queries: Iterable[NamedQuery]) -> Table:
    """Return a table of queries with their parameters and defaults."""
    rows = [(named.name, named.description, _parameters(named)) for named in queries]
    return table(("query", "description", "parameters"), rows)


def _parameters(named: NamedQuery) -> str:
    try:
        declared = declared_parameters(named.sql)
    except ParameterError as error:
        return str(error)
    return "\n".join(f"{each.name}: {each.default_text or 'required'}" for each in declared)
