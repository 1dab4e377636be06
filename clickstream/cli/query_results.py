"""Output of query results: as a table or record by record, as CSV, as JSON, with bytes and cost."""

from __future__ import annotations

import csv
import io
import json
import math
from enum import StrEnum
from typing import TYPE_CHECKING

from clickstream.cli.athena import DML, Result
from clickstream.cli.errors import CliError
from clickstream.cli.output import grid, out, say, size, table
from clickstream.cost.measured import ATHENA_MINIMUM_BYTES, MB, TB

if TYPE_CHECKING:
    from rich.table import Table

INTEGER_TYPES = {"bigint", "integer", "int", "smallint", "tinyint"}
FLOAT_TYPES = {"double", "float", "real"}
PLAN_COLUMN = "Query Plan"
UNLIMITED_WIDTH = 1_000_000  # characters
# https://aws.amazon.com/athena/pricing/, on 2026-11-29, for us-east-1. Other regions cost more.
US_DOLLARS_PER_TB = 5


class Format(StrEnum):
    """Output formats."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def as_text(result: Result, output: Format) -> str:
    """Return the rows of a result in a format."""
    match output:
        case Format.TABLE:
            with out.capture() as capture:
                print_result(result)
            return capture.get()
        case Format.CSV:
            return as_csv(result)
        case Format.JSON:
            return as_json(result)


def print_result(result: Result) -> None:
    """Print the rows of a result: as a table if the terminal is wide enough for it.

    Otherwise print one record below the other, one line for each column. The plan of a query is
    printed as text.
    """
    if result.columns == (PLAN_COLUMN,):
        for (line,) in result.rows:
            say(line or "")
        return
    if not result.columns:
        return  # DDL has no result
    whole = result_table(result)
    options = out.options.update(max_width=UNLIMITED_WIDTH)
    if out.measure(whole, options=options).maximum <= out.width:
        out.print(whole)
        return
    for number, row in enumerate(result.rows, 1):
        out.rule(f"row {number:,}", align="left")
        out.print(grid(zip(result.columns, row, strict=True)))


def result_table(result: Result) -> Table:
    """Return a query result as a table; numbers are aligned right."""
    numeric = [
        index
        for index, kind in enumerate(result.types)
        if kind in INTEGER_TYPES | FLOAT_TYPES or kind.startswith("decimal")
    ]
    return table(result.columns, result.rows, numeric=numeric)


def summary(result: Result) -> str:
    """Return a query's number of rows, scanned bytes, duration and cost as text."""
    price = f"US${cost(result):.5f} at US${US_DOLLARS_PER_TB} per TB"
    return f"{row_count(result)}, {size(result.scanned_bytes)} scanned, {result.milliseconds:,} ms, {price}"


def row_count(result: Result) -> str:
    """Return the number of a result's rows as text, such as `1 row`."""
    count = len(result.rows)
    return f"{count:,} row{'' if count == 1 else 's'}"


def cost(result: Result) -> float:
    """Return what Athena charges for a query in us-east-1, in US dollars.

    Athena charges for the bytes that a SELECT, CTAS, INSERT or UNLOAD scans, rounded up to the next
    MB, at least 10 MB. Other statements are free: https://aws.amazon.com/athena/pricing/.
    """
    is_plan = result.columns == (PLAN_COLUMN,) and not result.scanned_bytes
    if result.kind != DML or is_plan:
        return 0.0
    billed = max(ATHENA_MINIMUM_BYTES, math.ceil(result.scanned_bytes / MB) * MB)
    return billed / TB * US_DOLLARS_PER_TB


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
    check_names(result)
    objects = [_json_object(result, row) for row in result.rows]
    return json.dumps(objects, ensure_ascii=False, indent=1) + "\n"


def check_names(result: Result) -> None:
    """Check that each column has a name of its own.

    Raises:
        CliError: If two columns have the same name.
    """
    repeated = sorted({column for column in result.columns if result.columns.count(column) > 1})
    if repeated:
        msg = f"two columns are named {repeated[0]!r}"
        raise CliError(msg, "Rename one in SQL (`… AS other_name`), or write CSV.")


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
