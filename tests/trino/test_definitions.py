"""Definitions of tables: wrong ones are noticed, and a column can be added later."""

from __future__ import annotations

import copy
import io
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from clickstream.cli.errors import CliError
from tests.trino.compare import difference
from tests.trino.server import TrinoError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.trino.stacks import Stack

Table = dict[str, Any]
# One year of old events: both ends of it, and a leap day.
ROWS = "SELECT * FROM {table} WHERE year = '2024'"
TEMPLATE = "storage.location.template"


def typed(column: str, hive_type: str) -> Callable[[Table], None]:
    """Return a change of a column's type."""

    def change(table: Table) -> None:
        (found,) = [
            each for each in table["StorageDescriptor"]["Columns"] if each["Name"] == column
        ]
        assert found["Type"] != hive_type
        found["Type"] = hive_type

    return change


def parameter(name: str, value: str) -> Callable[[Table], None]:
    """Return a change of a parameter."""

    def change(table: Table) -> None:
        assert table["Parameters"][name] != value
        table["Parameters"][name] = value

    return change


def located(old: str, new: str) -> Callable[[Table], None]:
    """Return a change of the template of the partitions' locations."""

    def change(table: Table) -> None:
        template = table["Parameters"][TEMPLATE]
        assert old in template
        table["Parameters"][TEMPLATE] = template.replace(old, new)

    return change


WRONG: dict[str, Callable[[Table], None]] = {
    "a double as bigint": typed("product_price", "bigint"),
    "a double as string": typed("product_price", "string"),
    "a bigint as string": typed("hour", "string"),
    "a bigint as double": typed("hour", "double"),
    "a string as bigint": typed("event_type", "bigint"),
    "a string as double": typed("event_type", "double"),
    "a string as timestamp": typed("event_type", "timestamp"),
    "a timestamp as bigint": typed("event_time", "bigint"),
    "a timestamp as string": typed("event_time", "string"),
    "a timestamp as date": typed("event_time", "date"),
    "months of one digit": parameter("projection.month.digits", "1"),
    "days of one digit": parameter("projection.day.digits", "1"),
    "years of five digits": parameter("projection.year.digits", "5"),
    "months without December": parameter("projection.month.range", "1,11"),
    "months from 0 to 11": parameter("projection.month.range", "0,11"),
    "days without the 31st": parameter("projection.day.range", "1,30"),
    "days from the 2nd": parameter("projection.day.range", "2,31"),
    "years from the next": parameter("projection.year.range", "2025,2027"),
    "years to the last": parameter("projection.year.range", "2020,2023"),
    "no name of a key": located("day=", ""),
    "keys in another order": located("month=${month}/day=${day}", "day=${day}/month=${month}"),
    "another prefix": located("/events/", "/event/"),
    "no projection": parameter("projection.enabled", "false"),
}


@pytest.mark.parametrize("stack", ["years"], indirect=True)
@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_a_wrong_definition_of_a_table_is_noticed(
    stack: Stack, change: Callable[[Table], None]
) -> None:
    glue = stack.lake.client("glue")
    table = glue.get_table(DatabaseName=stack.copy, Name=stack.outputs["table"])["Table"]
    members = ("StorageDescriptor", "PartitionKeys", "TableType", "Parameters")
    wrong = {member: copy.deepcopy(table[member]) for member in members}
    change(wrong)
    glue.create_table(DatabaseName=stack.copy, TableInput={"Name": "wrong", **wrong})
    try:
        answer = stack.by_trino(ROWS.format(table="wrong"))
    finally:
        glue.delete_table(DatabaseName=stack.copy, Name="wrong")
    local = stack.by_athena(ROWS.format(table=stack.outputs["table"]))
    assert not isinstance(local, CliError), local
    assert isinstance(answer, TrinoError) or difference(local, answer, ordered=False), (
        "Trino answers with other rows, or fails"
    )


@pytest.mark.parametrize("stack", ["years"], indirect=True)
def test_the_same_definition_under_another_name_has_the_same_rows(stack: Stack) -> None:
    """The wrong definitions differ from the right one by their change alone."""
    assert stack.check(ROWS.format(table=stack.outputs["table"])) > 0


@pytest.mark.parametrize("stack", ["arrival"], indirect=True)
def test_a_column_that_is_added_later_is_null_in_older_files(stack: Stack) -> None:
    glue, database, name = (
        stack.lake.client("glue"),
        stack.outputs["database"],
        "clickstream_events",
    )
    table = glue.get_table(DatabaseName=database, Name=name)["Table"]
    members = ("Name", "StorageDescriptor", "PartitionKeys", "TableType", "Parameters")
    wider = {member: copy.deepcopy(table[member]) for member in members}
    wider["StorageDescriptor"]["Columns"] += [
        {"Name": "coupon", "Type": "string"},
        {"Name": "points", "Type": "array<bigint>"},
    ]
    glue.update_table(DatabaseName=database, TableInput=wider)
    stack.copy_tables()
    older = next(key for key in stack.lake.files() if key.startswith("events/"))
    s3, bucket = stack.lake.client("s3"), stack.outputs["lake_bucket"]
    rows = pl.read_parquet(s3.get_object(Bucket=bucket, Key=older)["Body"].read())
    values = pl.lit([1, None], dtype=pl.List(pl.Int64))
    body = io.BytesIO()
    rows.with_columns(coupon=pl.lit("SPRING"), points=values).write_parquet(body)
    s3.put_object(Bucket=bucket, Key=f"{older}-newer.parquet", Body=body.getvalue())

    catalog = stack.create_catalog("arrival_later")
    assert stack.check(f"SELECT * FROM {name}", catalog=catalog) > len(rows)  # noqa: S608 - ours
    counts = f"SELECT coupon, points, count(*) AS n FROM {name} GROUP BY coupon, points"  # noqa: S608 - ours
    assert stack.check(counts, catalog=catalog) == 2, "older rows have null, and newer ones values"
