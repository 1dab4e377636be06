"""`clickstream query`: runs a named query or any SQL on the lake."""

import re
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from clickstream.cli.athena import Lake, NamedQuery
from clickstream.cli.errors import CliError
from clickstream.cli.named_queries import choose, list_table
from clickstream.cli.output import note, out
from clickstream.cli.query_results import Format, as_text, summary
from clickstream.cli.result_files import check_suffix, write_result
from clickstream.cli.statements import STANDARD_INPUT, bind, read_sql, split
from clickstream.cli.target import DEFAULT_NAME, LocalOption, NameOption, StackOption, resolve

# An option has no white space before its value.
SQL_COMMENT = re.compile(r"--[^\s=]*\s")


class QueryCommand(TyperCommand):
    """Command whose argument may begin with an SQL comment, `--`, as an option does."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own context
        """Parse the arguments. A space before SQL tells it from an option."""
        return super().parse_args(
            ctx, [f" {arg}" if SQL_COMMENT.match(arg) else arg for arg in args]
        )


NameOrSql = Annotated[
    str | None,
    typer.Argument(
        metavar="NAME|SQL",
        help="Name of a query that is deployed with the stack, or SQL in quotes; - is standard input. Semicolons separate several statements.",
        show_default=False,
    ),
]
FileOption = Annotated[
    str | None,
    typer.Option("--file", metavar="PATH", help="Run the SQL of a file; - is standard input."),
]
ParamOption = Annotated[
    list[str] | None,
    typer.Option(
        "--param",
        metavar="NAME=VALUE",
        help="Value of a parameter that the query declares, such as from=2026-11-01; --list shows the parameters. For other SQL, the value of the next `?`: text is quoted, a number or an SQL literal is not. Repeatable.",
    ),
]


def query(
    *,
    name_or_sql: NameOrSql = None,
    file: FileOption = None,
    param: ParamOption = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print the plan of the query instead of its rows.")
    ] = False,
    output: Annotated[
        Format, typer.Option("--format", help="Output format of the rows.")
    ] = Format.TABLE,
    out_file: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Write the rows of the statement to a file instead: Parquet, CSV or JSON, by the suffix .parquet, .csv or .json.",
        ),
    ] = None,
    list_queries: Annotated[
        bool, typer.Option("--list", help="List the deployed queries.")
    ] = False,
    local: LocalOption = False,
    name: NameOption = DEFAULT_NAME,
    stack: StackOption = None,
) -> None:
    """Run a deployed query or any SQL in Athena, and print the rows.

    Several statements run in order, until one fails. If the terminal is too narrow for the table,
    the rows are printed one below the other. Ctrl-C stops the query in Athena.
    """
    if [list_queries, name_or_sql is not None, file is not None].count(True) != 1:
        msg = "give the name of a query, or SQL in quotes, or --file, or --list for the names"
        raise typer.BadParameter(msg)
    if out_file is not None:
        check_suffix(out_file)
        if output is not Format.TABLE:
            msg = f"--out {out_file} has the type of the suffix; remove --format {output}"
            raise typer.BadParameter(msg)
    sql = given_sql(name_or_sql, file)
    statements = split(sql) if sql is not None else ()
    lake = Lake(resolve(local=local, name=name, stack=stack))
    if list_queries:
        out.print(list_table(lake.named_queries()))
        return
    chosen = NamedQuery("", "", "")
    if name_or_sql is not None and sql is None:
        chosen = choose(name_or_sql.strip(), lake)
        statements = split(chosen.sql)
    if out_file is not None and len(statements) > 1:
        msg = f"--out {out_file} takes the rows of one statement, and the SQL has {len(statements)}"
        raise CliError(msg, "Run each statement with a file of its own.")
    for number, bound in enumerate(bind(statements, param or [], name=chosen.name)):
        statement = bound.explained() if explain else bound
        result = lake.run(statement.sql, name=chosen.name, parameters=statement.values)
        if out_file is not None:
            write_result(result, out_file)
        else:
            if number and output is not Format.JSON:
                typer.echo()
            typer.echo(as_text(result, output), nl=False)
        note(summary(result))


def given_sql(argument: str | None, file: str | None) -> str | None:
    """Return the SQL of the argument, the file or standard input; None for a query's name."""
    if file is not None:
        return read_sql(file)
    if argument == STANDARD_INPUT:
        return read_sql(STANDARD_INPUT)
    is_name = argument is None or len(argument.split()) == 1
    return None if is_name else argument
