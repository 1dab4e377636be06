from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest

from clickstream.local.sql.engine import Column, Engine, QueryError
from tests.unit.local.sql import directory_lake as lake

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lake")


@pytest.fixture(scope="module")
def engine(root: Path) -> Engine:
    return lake.lake(root)


def rows(engine: Engine, sql: str, *parameters: str) -> tuple[tuple[str | None, ...], ...]:
    return engine.run(sql, database="lake", parameters=parameters).rows


def test_a_table_has_its_columns_in_order_and_the_partition_keys_last(engine: Engine) -> None:
    result = engine.run("SELECT * FROM events WHERE id = '0101-1'", database="lake")
    assert result.columns == (
        Column("id", "varchar"),
        Column("quantity", "bigint"),
        Column("price", "double"),
        Column("event_time", "timestamp"),
        Column("tags", "array"),
        Column("year", "varchar"),
        Column("month", "varchar"),
        Column("day", "varchar"),
    )
    assert result.rows == (
        ("0101-1", "1", "1.5", "2026-01-01 01:00:00.000", "[a, b]", "2026", "01", "01"),
    )
    assert result.values[0][:3] == ("0101-1", 1, 1.5)


def test_a_decimal_column_has_its_precision_and_scale(engine: Engine) -> None:
    result = engine.run("SELECT 1.10 AS price, 1 AS n", database="lake")
    assert result.columns == (Column("price", "decimal", (3, 2)), Column("n", "integer"))


def test_a_column_that_a_file_lacks_is_null(engine: Engine) -> None:
    sql = "SELECT price, count(*) AS n FROM events WHERE day IN ('31', '01') GROUP BY price ORDER BY n"
    assert rows(engine, sql) == ((None, "5"), ("1.5", "20"))


def test_a_column_that_no_file_has_is_null_with_its_type(engine: Engine) -> None:
    result = engine.run("SELECT price FROM events WHERE day = '31' LIMIT 1", database="lake")
    assert (result.rows, result.columns) == (((None,),), (Column("price", "double"),))


def test_a_table_without_files_has_its_columns(engine: Engine) -> None:
    sql = "SELECT count(*) AS n, max(event_time) AS last FROM events WHERE day = '17'"
    assert rows(engine, sql) == (("0", None),)
    assert rows(engine, "SELECT tag FROM events CROSS JOIN UNNEST(tags) AS t (tag) WHERE day = '17'") == ()  # fmt: skip


def test_partitions_outside_the_projected_range_do_not_exist(engine: Engine) -> None:
    sql = "SELECT year, count(*) AS n FROM events GROUP BY year ORDER BY year"
    assert rows(engine, sql) == (("2025", "5"), ("2026", "50")), "2024 has files"


@pytest.mark.parametrize(
    ("predicate", "partitions", "files"),
    [
        ("true", lake.PROJECTED, 3),
        ("event_time > TIMESTAMP '2026-01-01 00:00:00'", lake.PROJECTED, 3),
        ("year = '2026'", 12 * 31, 2),
        ("year = '2026' AND month = '03' AND day = '04'", 1, 1),
        ("year || month || day BETWEEN '20260101' AND '20260131'", 31, 1),
        ("year || '-' || month || '-' || day >= '2026-03-01'", 10 * 31 + 12 * 31, 1),
        ("(year = '2025' AND month = '12') OR (year = '2026' AND id = 'x')", 31 + 12 * 31, 3),
        ("year IN ('2025', '2027') AND NOT month = '12'", 2 * 11 * 31, 0),
        ("year = '2019'", 0, 0),
    ],
)
def test_the_predicate_on_partition_keys_decides_what_is_read(
    engine: Engine, predicate: str, partitions: int, files: int
) -> None:
    result = engine.run(f"SELECT count(*) FROM events WHERE {predicate}", database="lake")  # noqa: S608 - the test's own SQL
    (scan,) = result.scans
    assert (scan.partitions, len(scan.files)) == (partitions, files)
    assert scan.all_partitions == lake.PROJECTED


def test_a_partition_on_which_the_predicate_fails_is_read(engine: Engine) -> None:
    sql = "SELECT count(*) FROM events WHERE date(year || '-' || month || '-' || day) = DATE '2026-03-04'"
    result = engine.run(sql, database="lake")
    assert result.rows == (("30",),)
    impossible = 3 * (3 + 1 + 1 + 1 + 1)  # of February three dates a year, no leap year
    assert result.scans[0].partitions == 1 + impossible


def test_a_table_without_projection_has_the_partitions_of_the_catalog(tmp_path: Path) -> None:
    engine = lake.lake(tmp_path)
    table = lake.table("s3://lake/events/", lake.COLUMNS, lake.KEYS)
    engine.catalog.put_table("lake", {"Name": "crawled", **table})
    assert rows(engine, "SELECT count(*) FROM crawled") == (("0",),)
    for values, location in (
        (["2026", "01", "01"], "s3://lake/events/year=2026/month=01/day=01"),
        (["1999", "00", "00"], "s3://lake/events/year=2024/month=01/day=01/"),
    ):
        partition = {"Values": values, "StorageDescriptor": {"Location": location}}
        engine.catalog.put_partition("lake", "crawled", partition)
    sql = "SELECT year, count(*) AS n FROM crawled GROUP BY year ORDER BY year"
    assert rows(engine, sql) == (("1999", "7"), ("2026", "20")), "keys have the catalog's values"
    assert rows(engine, "SELECT count(*) FROM crawled WHERE month = '00'") == (("7",),)


def test_hidden_and_empty_objects_are_skipped_and_folders_below_are_read(tmp_path: Path) -> None:
    engine = lake.lake(tmp_path)
    frame = pl.DataFrame({"order_id": ["o2"], "event_id": ["e"]})
    for key in ("_temporary/a.parquet", ".b.parquet", "2026/03/c.parquet"):
        lake.write(tmp_path, f"orders/{key}", frame)
    (tmp_path / "lake/orders/empty.parquet").touch()
    sql = "SELECT order_id, count(*) AS n FROM orders GROUP BY order_id ORDER BY order_id"
    assert rows(engine, sql) == (("o1", "1"), ("o2", "1"))


def test_a_query_joins_tables_with_a_comma_and_keeps_addresses_in_texts(engine: Engine) -> None:
    sql = "SELECT o.order_id, 's3://lake/x' AS address FROM events AS e, lake.orders AS o WHERE e.id = o.event_id"
    assert rows(engine, sql) == (("o1", "s3://lake/x"),)


def test_the_path_of_a_file_is_a_hidden_column(engine: Engine) -> None:
    path = "s3://lake/events/year=2026/month=03/day=04/part-0.parquet"
    assert rows(engine, "SELECT DISTINCT \"$path\" FROM events WHERE month = '03'") == ((path,),)
    result = engine.run("SELECT *, \"$path\" FROM events WHERE id = '0304-1'", database="lake")
    assert [column.name for column in result.columns] == [*lake.COLUMNS, *lake.KEYS, "$path"]
    shown = engine.run("SELECT * FROM events LIMIT 1", database="lake")
    assert "$path" not in [column.name for column in shown.columns]


def test_parameters_are_constants(engine: Engine) -> None:
    sql = "SELECT count(*) FROM events WHERE year = ? AND quantity < ?"
    assert rows(engine, sql, "'2026'", "5") == (("10",),)
    with pytest.raises(QueryError, match="expected 2 but found 1") as raised:
        rows(engine, sql, "'2026'")
    assert raised.value.at_submission


def test_json_files_are_read_and_other_formats_are_refused_by_name(tmp_path: Path) -> None:
    engine = lake.lake(tmp_path)
    path = tmp_path / "lake" / "raw" / "a.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"a": 1}\n{"a": 2, "b": "x"}\n')
    for name, serde in (("raw", "org.openx.data.jsonserde.JsonSerDe"), ("text", "LazySimpleSerDe")):
        table = lake.table("s3://lake/raw/", {"a": "bigint", "b": "string"})
        table["Parameters"] = {}
        table["StorageDescriptor"] |= {"InputFormat": "TextInputFormat", "SerdeInfo": {"SerializationLibrary": serde}}  # fmt: skip
        engine.catalog.put_table("lake", {"Name": name, **table})
    result = engine.run("SELECT a, b FROM raw ORDER BY a", database="lake")
    assert result.rows == (("1", None), ("2", "x"))
    assert result.scanned_bytes == path.stat().st_size, "a text file is read whole"
    with pytest.raises(QueryError, match=r"NOT_SUPPORTED: .* table text has text files"):
        rows(engine, "SELECT a FROM text")


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT x FROM events", "'x'"),
        ("SELECT 1 FROM nope", "TABLE_NOT_FOUND"),
        ("", "is empty"),
        (" ; ", "is empty"),
        ("-- a comment", "is empty"),
        ("SELECT 1; SELECT 2", "Only one sql statement is allowed. Got: SELECT 1; SELECT 2"),
    ],
)
def test_a_statement_that_cannot_run_says_why(engine: Engine, sql: str, reason: str) -> None:
    with pytest.raises(QueryError) as raised:
        rows(engine, sql)
    assert reason in raised.value.message
    assert "\x1b" not in raised.value.message
    assert raised.value.state == "FAILED"


def test_one_semicolon_ends_a_statement(engine: Engine) -> None:
    assert rows(engine, "SELECT ';' AS a; -- done") == ((";",),)


def test_queries_run_side_by_side(engine: Engine) -> None:
    def count(month: int) -> tuple[tuple[str | None, ...], ...]:
        return rows(engine, f"SELECT count(*) FROM events WHERE month = '{month:02d}'")  # noqa: S608 - the test's own SQL

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(count, [1, 3, 12, 5] * 4))
    assert found == [(("20",),), (("30",),), (("5",),), (("0",),)] * 4


def test_the_range_of_the_projection_moves_with_the_time(tmp_path: Path) -> None:
    lake.lake(tmp_path)
    earlier = lake.lake(tmp_path)
    later = Engine(earlier.catalog, earlier.store, now=lambda: datetime(2030, 1, 1, tzinfo=UTC))
    (scan,) = later.run("SELECT count(*) FROM events", database="lake").scans
    assert scan.all_partitions == 7 * 12 * 31
