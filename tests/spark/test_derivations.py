"""Derived columns: the deployed Spark SQL gives the values of Polars."""

from __future__ import annotations

import math
import unicodedata
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import strategies as st

from clickstream.contract import Column, ColumnType, Contract, polars_schema, spark_sql
from clickstream.contract.odcs import read_contract
from tests.paths import CLICKSTREAM, SONG_PLAYS
from tests.spark.engines import gather

if TYPE_CHECKING:
    from pathlib import Path

    from tests.spark.engines import Engines

INPUTS = (
    Column("s", ColumnType.STRING, sources=("s",)),
    Column("t", ColumnType.STRING, sources=("t",)),
    Column("a", ColumnType.BIGINT, sources=("a",)),
    Column("b", ColumnType.BIGINT, sources=("b",)),
    Column("x", ColumnType.DOUBLE, sources=("x",)),
    Column("y", ColumnType.DOUBLE, sources=("y",)),
    Column("z", ColumnType.BOOLEAN, sources=("z",)),
    Column("ts", ColumnType.TIMESTAMP, sources=("ts",)),
    Column("i", ColumnType.INTEGER, sources=("i",)),
)
LOGIC: list[tuple[ColumnType, str]] = [
    *(
        (ColumnType.DOUBLE, logic)
        for logic in (
            "x * y",
            "x + a",
            "a - x",
            "-x",
            "x / y",
            "a / b",
            "x / 0",
            "1 / a",
            "x / y / b",
            "COALESCE(x, a, 0)",
            "NULLIF(x, 0)",
        )
    ),
    *(
        (ColumnType.DOUBLE, logic)
        for logic in (
            "CASE WHEN x > y THEN x ELSE 0.5 END",
            "COALESCE(x, 0.0) * 1.19",
            "TRY_CAST(a AS DOUBLE) * 0.1",
            "1.5",
            "a",
            "x / NULLIF(y, 0)",
        )
    ),
    *(
        (ColumnType.BIGINT, logic)
        for logic in (
            "a * b",
            "a + 1",
            "a - b",
            "-a",
            "x",
            "x * 1e18",
            "z",
            "LENGTH(s)",
            "LENGTH(s) - a",
            "COALESCE(a, b, 0)",
            "TRY_CAST(x AS BIGINT) + 1",
        )
    ),
    *((ColumnType.BIGINT, f"EXTRACT({part} FROM ts)") for part in sorted(spark_sql.DATE_PARTS)),
    *(
        (ColumnType.BIGINT, logic)
        for logic in (
            "TRY_CAST(EXTRACT(HOUR FROM ts) AS BIGINT) * 60 + EXTRACT(MINUTE FROM ts)",
            "CASE WHEN z THEN 1 ELSE 0 END",
            "CASE a WHEN 7 THEN b WHEN 0 THEN 1 END",
        )
    ),
    *(
        (ColumnType.STRING, logic)
        for logic in (
            "s",
            "s || t",
            "CONCAT(s, '-', t)",
            "CONCAT(s)",
            "LOWER(s)",
            "UPPER(t)",
            "a",
            "COALESCE(s, 'none')",
            "NULLIF(s, 'a')",
            "'it''s'",
            "TRY_CAST(a AS VARCHAR)",
        )
    ),
    *(
        (ColumnType.STRING, f"STRFTIME(ts, '{pattern}')")
        for pattern in (
            "%A",
            "%Y-%m-%d",
            "%H:%M:%S",
            "%a %b %d, 100%% ''of'' it",
            "%B %j %I %p",
            "%Y%m%dT%H",
        )
    ),
    *(
        (ColumnType.STRING, logic)
        for logic in (
            "CASE WHEN s LIKE 'a%' THEN 'a' WHEN s LIKE '_b%' THEN 'b' ELSE t END",
            "CASE WHEN EXTRACT(HOUR FROM ts) < 12 THEN 'am' ELSE 'pm' END",
        )
    ),
    *(
        (ColumnType.BOOLEAN, logic)
        for logic in (
            "s = t",
            "s < t",
            "s <> 'a'",
            "a > x",
            "a = b",
            "x <= y",
            "x / y > 1",
            "x / y = a / b",
            "z AND x > 0",
            "z OR NOT (a > 0)",
            "NOT z",
            "s IS NULL",
            "NOT s IS NULL",
        )
    ),
    *(
        (ColumnType.BOOLEAN, logic)
        for logic in (
            "a IN (0, 7)",
            "s IN ('a', 'b')",
            "a BETWEEN -1 AND 7",
            "x BETWEEN 0.5 AND 2",
            "s LIKE '%b'",
            "s NOT LIKE 'a%'",
            "z = TRUE",
            "ts IS NOT NULL",
            "x > 1.4",
        )
    ),
    *(
        (ColumnType.INTEGER, logic)
        for logic in ("i", "a", "x", "a + 1", "COALESCE(i, 7)", "TRY_CAST(i AS BIGINT) * 2", "z")
    ),
    (ColumnType.BIGINT, "i"),
    (ColumnType.DOUBLE, "i"),
    (ColumnType.DOUBLE, "i / 2"),
    (ColumnType.BOOLEAN, "i > a"),
    (ColumnType.STRING, "i"),
    (ColumnType.TIMESTAMP, "ts"),
    (ColumnType.TIMESTAMP, "CASE WHEN z THEN ts END"),
]
# Java 17 has the case mappings of Unicode 13, and Polars newer ones. Python has the characters of
# Unicode 3.2, which both know.
characters = st.characters(exclude_categories=["Cs", "Cn"]).filter(
    lambda character: unicodedata.ucd_3_2_0.category(character) != "Cn"
)
texts = (
    st.none()
    | st.sampled_from(["", "a", "b", "ab", "a%b", "a\nb", "Äß", "ΑΣ", "東京", "i", "I", "\\", "'"])
    | st.text(characters, max_size=4)
)
wholes = (
    st.none() | st.sampled_from([0, 1, -1, 7, 2**62, 2**63 - 1, -(2**63)]) | st.integers(-100, 100)
)
integers = st.none() | st.sampled_from([0, 1, -1, 2**31 - 1, -(2**31)]) | st.integers(-100, 100)
doubles = (
    st.none()
    | st.sampled_from([0.0, -0.0, 1.0, 0.1, 2147483647.5, -2147483648.5, 1e308, -1e308, 5e-324])
    | st.floats(allow_nan=False, allow_infinity=False)
)
moments = st.none() | st.datetimes().map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
events = st.tuples(
    texts, texts, wholes, wholes, doubles, doubles, st.none() | st.booleans(), moments, integers
)


def contract_of(derived: list[Column], inputs: tuple[Column, ...] = INPUTS) -> Contract:
    return Contract("t", "1", "", (*inputs, *derived), (), "ts")


def same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return one == other and math.copysign(1, one) == math.copysign(1, other)
    return one == other


def check(engines: Engines, contract: Contract, rows: list[tuple[Any, ...]]) -> None:
    frame = pl.DataFrame(rows, schema=polars_schema.schema(contract.input_columns), orient="row")
    expected = polars_schema.derive(frame, contract)
    numbered = [(number, *row) for number, row in enumerate(rows)]
    spark = engines.spark.createDataFrame(
        numbered, f"`:n` bigint, {spark_sql.ddl(contract.input_columns)}"
    )
    from pyspark.sql import functions  # noqa: PLC0415 - the other engines of this test have no use for it

    for name, sql in spark_sql.derivations(contract).items():
        spark = spark.withColumn(name, functions.expr(sql))
    found = sorted(spark.collect(), key=lambda row: row[":n"])
    problems: list[str] = []
    for column in contract.derived_columns:
        wrong = [
            (rows[n], one, row[column.name])
            for n, (one, row) in enumerate(zip(expected[column.name], found, strict=True))
            if not same(one, row[column.name])
        ]
        problems += [f"{column.logic}: event, Polars' value, Spark's: {wrong[:3]}"] if wrong else []
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("path", [CLICKSTREAM, SONG_PLAYS], ids=lambda path: path.name)
def test_each_derived_column_of_the_shipped_contracts(engines: Engines, path: Path) -> None:
    contract = read_contract(path)
    of_type = {
        ColumnType.STRING: texts | st.just("purchase"),
        ColumnType.BIGINT: wholes,
        ColumnType.DOUBLE: doubles,
        ColumnType.BOOLEAN: st.none() | st.booleans(),
        ColumnType.TIMESTAMP: moments,
    }
    check(
        engines,
        contract,
        gather(st.tuples(*(of_type[column.type] for column in contract.input_columns)), 400),
    )


def test_every_translated_expression(engines: Engines) -> None:
    derived = [
        Column(f"d{number}", kind, logic=logic) for number, (kind, logic) in enumerate(LOGIC)
    ]
    check(engines, contract_of(derived), gather(events, 500))
