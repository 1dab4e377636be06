"""`clickstream query`: a named query, or any SQL, on the lake."""

import csv
import io
import json
import math
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table

from clickstream.cli.athena import Lake, Result, SavedQuery
from clickstream.cli.errors import CliError
from clickstream.cli.output import note, out, size, table
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve

INTEGER_TYPES = {"bigint", "integer", "int", "smallint", "tinyint"}
FLOAT_TYPES = {"double", "float", "real"}


class Format(StrEnum):
    """How a query's rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def query(
    *,
    name_or_sql: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME|SQL",
            help="The name of a query that is deployed with the stack, or SQL.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Format, typer.Option("--format", help="How to print the rows.")
    ] = Format.TABLE,
    list_queries: Annotated[
        bool, typer.Option("--list", help="List the deployed queries.")
    ] = False,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Run a deployed query by its name, or SQL, and print its rows."""
    if list_queries == (name_or_sql is not None):
        msg = "give the name of a query, or SQL in quotes, or --list for the names"
        raise typer.BadParameter(msg)
    lake = Lake(resolve(local=local, name=name, stack=stack))
    if name_or_sql is None:
        out.print(
            table(
                ("query", "what it answers"),
                [(saved.name, saved.description) for saved in lake.saved()],
            )
        )
        return
    chosen = choose(name_or_sql, lake)
    result = lake.run(chosen.sql, name=chosen.name)
    if output is Format.TABLE:
        out.print(result_table(result))
    else:
        typer.echo(as_csv(result) if output is Format.CSV else as_json(result), nl=False)
    note(summary(result))


def choose(name_or_sql: str, lake: Lake) -> SavedQuery:
    """Return the query that the text names or, if it is more than one word, is.

    Raises:
        CliError: For a word that names none of the deployed queries.
    """
    text = name_or_sql.strip()
    if len(text.split()) != 1:
        return SavedQuery("", "", text)
    saved = {query.name: query for query in lake.saved()}
    if text in saved:
        return saved[text]
    msg = f"no query is named {text!r}"
    raise CliError(
        msg, f"Deployed are: {', '.join(saved) or 'none'}. SQL is more than one word, in quotes."
    )


def result_table(result: Result, *, title: str | None = None) -> Table:
    """Return a result as a table, numbers to the right."""
    numeric = [
        index
        for index, kind in enumerate(result.types)
        if kind in INTEGER_TYPES | FLOAT_TYPES or kind.startswith("decimal")
    ]
    return table(result.columns, result.rows, title=title, numeric=numeric)


def summary(result: Result) -> str:
    """Return what a query came to: rows, what it scanned, how long it took."""
    rows = len(result.rows)
    return f"{rows:,} row{'' if rows == 1 else 's'}, {size(result.scanned_bytes)} scanned, {result.milliseconds:,} ms"


def as_csv(result: Result) -> str:
    """Return a result as CSV with a header; null is an empty field."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(result.columns)
    writer.writerows(result.rows)
    return text.getvalue()


def as_json(result: Result) -> str:
    """Return a result as a JSON array of objects: numbers, booleans and null as such, every other type as Athena's text.

    Raises:
        CliError: If two columns have one name, of which an object could keep only one.
    """
    repeated = sorted({column for column in result.columns if result.columns.count(column) > 1})
    if repeated:
        msg = f"two columns are named {repeated[0]!r}"
        raise CliError(msg, "Name one otherwise (`… AS other_name`), or use --format csv.")
    objects = [
        {column: json_value(value, kind) for column, value, kind in zip(result.columns, row, result.types, strict=True)}
        for row in result.rows
    ]  # fmt: skip
    return json.dumps(objects, ensure_ascii=False, indent=1) + "\n"


def json_value(value: str | None, kind: str) -> object:
    """Return one of Athena's texts as the JSON value of its type. Decimals stay text: they keep their digits."""
    if value is None:
        return None
    if kind in INTEGER_TYPES:
        return int(value)
    if kind == "boolean":
        return value == "true"
    if kind in FLOAT_TYPES and math.isfinite(float(value)):  # JSON has no NaN and no Infinity
        return float(value)
    return value
