"""`clickstream query`: runs a named query or any SQL on the lake."""

import csv
import io
import json
import math
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table

from clickstream.cli.athena import Lake, NamedQuery, Result
from clickstream.cli.errors import CliError
from clickstream.cli.output import note, out, size, table
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve

INTEGER_TYPES = {"bigint", "integer", "int", "smallint", "tinyint"}
FLOAT_TYPES = {"double", "float", "real"}


class Format(StrEnum):
    """Output formats."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def query(
    *,
    name_or_sql: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME|SQL",
            help="Name of a query that is deployed with the stack, or SQL in quotes.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Format, typer.Option("--format", help="Output format of the rows.")
    ] = Format.TABLE,
    list_queries: Annotated[
        bool, typer.Option("--list", help="List the deployed queries.")
    ] = False,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Run a deployed query or any SQL in Athena, and print the rows."""
    if list_queries == (name_or_sql is not None):
        msg = "give the name of a query, or SQL in quotes, or --list for the names"
        raise typer.BadParameter(msg)
    lake = Lake(resolve(local=local, name=name, stack=stack))
    if name_or_sql is None:
        rows = [(named.name, named.description) for named in lake.named_queries()]
        out.print(table(("query", "description"), rows))
        return
    chosen = choose(name_or_sql, lake)
    result = lake.run(chosen.sql, name=chosen.name)
    if output is Format.TABLE:
        out.print(result_table(result))
    else:
        typer.echo(as_csv(result) if output is Format.CSV else as_json(result), nl=False)
    note(summary(result))


def choose(name_or_sql: str, lake: Lake) -> NamedQuery:
    """Return the named query of that name, for a single word; otherwise, the text as SQL.

    Raises:
        CliError: If no deployed query has the name.
    """
    text = name_or_sql.strip()
    if len(text.split()) != 1:
        return NamedQuery("", "", text)
    deployed = {named.name: named for named in lake.named_queries()}
    if text in deployed:
        return deployed[text]
    msg = f"no query is named {text!r}"
    names = ", ".join(deployed) or "none"
    raise CliError(msg, f"Deployed queries: {names}. A single word is a name, not SQL.")


def result_table(result: Result, *, title: str | None = None) -> Table:
    """Return a query result as a table; numbers are aligned right."""
    numeric = [
        index
        for index, kind in enumerate(result.types)
        if kind in INTEGER_TYPES | FLOAT_TYPES or kind.startswith("decimal")
    ]
    return table(result.columns, result.rows, title=title, numeric=numeric)


def summary(result: Result) -> str:
    """Return a query's number of rows, scanned bytes and duration as text."""
    count = len(result.rows)
    rows = f"{count:,} row{'' if count == 1 else 's'}"
    return f"{rows}, {size(result.scanned_bytes)} scanned, {result.milliseconds:,} ms"


def as_csv(result: Result) -> str:
    """Return a query result as CSV with a header; null is an empty field."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(result.columns)
    writer.writerows(result.rows)
    return text.getvalue()


def as_json(result: Result) -> str:
    """Return a query result as a JSON array of objects.

    Numbers, booleans and null are JSON values. Values of other types are Athena's text.

    Raises:
        CliError: If two columns have the same name, because a JSON object can hold only one.
    """
    repeated = sorted({column for column in result.columns if result.columns.count(column) > 1})
    if repeated:
        msg = f"two columns are named {repeated[0]!r}"
        raise CliError(msg, "Rename one in SQL (`… AS other_name`), or use --format csv.")
    objects = [_json_object(result, row) for row in result.rows]
    return json.dumps(objects, ensure_ascii=False, indent=1) + "\n"


def _json_object(result: Result, row: tuple[str | None, ...]) -> dict[str, object]:
    cells = zip(result.columns, row, result.types, strict=True)
    return {column: json_value(value, kind) for column, value, kind in cells}


def json_value(value: str | None, kind: str) -> object:
    """Return the JSON value of a text from Athena. A decimal stays text, to keep its precision."""
    if value is None:
        return None
    if kind in INTEGER_TYPES:
        return int(value)
    if kind == "boolean":
        return value == "true"
    if kind in FLOAT_TYPES and math.isfinite(float(value)):  # JSON has no NaN and no Infinity
        return float(value)
    return value
