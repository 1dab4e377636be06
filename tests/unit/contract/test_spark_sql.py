"""Spark SQL of a contract: types, and translation of derived columns.

`tests/spark` compares the values with those of Polars.
"""

from __future__ import annotations

import polars as pl
import pytest

from clickstream.contract import (
    Column,
    ColumnType,
    Contract,
    ContractError,
    DataType,
    Field,
    glue_columns,
    polars_schema,
    spark_sql,
)
from clickstream.contract.model import QUARANTINE_COLUMNS

INPUTS = (
    Column("s", ColumnType.STRING, sources=("s",)),
    Column("a", ColumnType.BIGINT, sources=("a",)),
    Column("x", ColumnType.DOUBLE, sources=("x",)),
    Column("ts", ColumnType.TIMESTAMP, sources=("ts",)),
    Column("i", ColumnType.INTEGER, sources=("i",)),
    Column("day", ColumnType.DATE, sources=("day",)),
    Column("context", ColumnType.JSON, sources=("context",)),
)
SPARK_TO_POLARS = {
    "bigint": pl.Int64(),
    "boolean": pl.Boolean(),
    "double": pl.Float64(),
    "string": pl.String(),
    "timestamp_ntz": pl.Datetime("ms"),
}


def derivation(kind: ColumnType, logic: str) -> str:
    contract = Contract("shop_events", "1", "", (*INPUTS, Column("d", kind, logic=logic)), (), "ts")
    return spark_sql.derivations(contract)["d"]


@pytest.mark.parametrize("quarantine", [False, True])
def test_polars_glue_and_spark_agree_on_names_types_and_order(
    clickstream: Contract,
    quarantine: bool,
) -> None:
    columns = QUARANTINE_COLUMNS if quarantine else clickstream.table_columns
    declared = [entry.split("` ") for entry in spark_sql.ddl(columns).split(", ")]
    of_spark = [(name.strip("`"), kind) for name, kind in declared]
    assert [(name, SPARK_TO_POLARS[kind]) for name, kind in of_spark] == [
        *polars_schema.schema(columns).items()
    ]
    assert [(name, kind.removesuffix("_ntz")) for name, kind in of_spark] == [
        (column["name"], column["type"]) for column in glue_columns.columns(columns)
    ]


def test_derivations_come_in_the_contracts_order(clickstream: Contract) -> None:
    assert [*spark_sql.derivations(clickstream)] == [
        column.name for column in clickstream.derived_columns
    ]


def test_a_derived_column_may_use_one_before_it() -> None:
    derived = (
        Column("first", ColumnType.BIGINT, logic="a + 1"),
        Column("second", ColumnType.BIGINT, logic="first * 2"),
    )
    assert (
        spark_sql.derivations(Contract("t", "1", "", (*INPUTS, *derived), (), "ts"))["second"]
        == "CAST((`first` * 2L) AS BIGINT)"
    )


@pytest.mark.parametrize(
    ("kind", "logic", "why"),
    [
        (
            ColumnType.STRING,
            "SUBSTR(s, 1, 2)",
            r"SUBSTRING\(s, 1, 2\) has no equivalent. Use CASE, COALESCE",
        ),
        (ColumnType.STRING, "REGEXP_REPLACE(s, 'a', 'b')", "has no equivalent"),
        (ColumnType.STRING, "my_function(s)", r"MY_FUNCTION\(s\) has no equivalent"),
        (
            ColumnType.BIGINT,
            "EXTRACT(DOW FROM ts)",
            r"EXTRACT\(DOW …\) has no equivalent\. Use one of DAY, HOUR",
        ),
        (
            ColumnType.STRING,
            "STRFTIME(ts, '%G')",
            "STRFTIME has no translation of %G. Use one of %A",
        ),
        (
            ColumnType.BIGINT,
            "EXTRACT(HOUR FROM ts) * 60",
            r"Polars computes it in fewer than 64 bits\. Cast one side: TRY_CAST",
        ),
        (
            ColumnType.DOUBLE,
            "a * 1.5",
            "mixes integers with fractions, which Polars computes as decimals",
        ),
        (ColumnType.STRING, "x", "the expression is a double, and the column is a string"),
        (ColumnType.STRING, "s || a", r"a is a bigint\. Use a string there"),
        (ColumnType.BIGINT, "CASE WHEN a THEN 1 END", r"a is a bigint\. Use a boolean there"),
        (
            ColumnType.BIGINT,
            "CASE WHEN a > 0 THEN a ELSE s END",
            r"of the types bigint, string\. Use expressions of one type",
        ),
        (ColumnType.BOOLEAN, "s LIKE 'a!%' ESCAPE '!'", "Escape .* has no equivalent"),
        (ColumnType.BOOLEAN, "s LIKE t", "Use LIKE with a literal"),
        (ColumnType.BOOLEAN, "a IN (SELECT 1)", "has no equivalent"),
        (ColumnType.BIGINT, "SUM(a)", "has no equivalent"),
        (
            ColumnType.BIGINT,
            "d + 1",
            r"d is not a column before this one\. Use one of s, a, x, ts, i, ",
        ),
        (ColumnType.BIGINT, "CAST(s AS BIGINT)", "has no equivalent"),
        (
            ColumnType.BIGINT,
            "TRY_CAST(s AS BIGINT)",
            "Use TRY_CAST of a number to DOUBLE or BIGINT",
        ),
        (ColumnType.INTEGER, "i + 1", r"Cast one side: TRY_CAST\(… AS BIGINT\)"),
        (ColumnType.STRING, "day", r"day is a column of type date\. Use columns of the types"),
        (ColumnType.DATE, "day", "day is a column of type date"),
        (ColumnType.DATE, "NULL", "d is a column of type date"),
        (ColumnType.STRING, "context", "context is a column of type json"),
        (ColumnType.BIGINT, "a +", "it does not parse"),
    ],
)
def test_unsupported_sql_is_rejected_with_the_column_and_a_remedy(
    kind: ColumnType, logic: str, why: str
) -> None:
    with pytest.raises(
        ContractError,
        match=rf"'shop_events', column 'd': transformLogic .* to Spark SQL: .*{why}",
    ):
        derivation(kind, logic)


def test_names_that_spark_reserves_are_quoted() -> None:
    hour = Column("hour", ColumnType.BIGINT, sources=("hour",))
    assert (
        spark_sql.derivations(
            Contract("t", "1", "", (hour, Column("d", ColumnType.BIGINT, logic="hour")), (), "ts")
        )["d"]
        == "CAST(`hour` AS BIGINT)"
    )


def test_texts_keep_their_quotes_and_backslashes() -> None:
    assert derivation(ColumnType.STRING, r"'it''s a \ '") == r"CAST('it\'s a \\ ' AS string)"


def test_a_whole_number_that_does_not_fit_an_int_is_null() -> None:
    assert derivation(ColumnType.INTEGER, "a") == (
        "CASE WHEN CAST(`a` AS BIGINT) BETWEEN -2147483648L AND 2147483647L "
        "THEN CAST(CAST(`a` AS BIGINT) AS INT) END"
    )


def test_the_ddl_of_nested_columns_quotes_the_names_of_fields() -> None:
    time = Field("timestamp", DataType(ColumnType.TIMESTAMP))
    products = DataType(ColumnType.ARRAY, items=DataType(ColumnType.STRUCT, (time,)))
    by_name = DataType(ColumnType.MAP, items=products)
    assert spark_sql.ddl([Column("orders", ColumnType.MAP, data_type=by_name)]) == (
        "`orders` map<string,array<struct<`timestamp`:timestamp_ntz>>>"
    )
