"""Scanned bytes against the footers as pyarrow reads them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, cast

import polars as pl
import pytest
from pyarrow import parquet

from clickstream.local.sql.engine import Engine, QueryError
from tests.unit.local.sql import directory_lake as lake

if TYPE_CHECKING:
    from pathlib import Path

JANUARY, MARCH = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC)
DECEMBER = datetime(2025, 12, 31, tzinfo=UTC)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lake")


@pytest.fixture(scope="module")
def engine(root: Path) -> Engine:
    return lake.lake(root)


def chunk_bytes(path: Path, columns: set[str], row_groups: set[int] | None = None) -> int:
    metadata = cast("Any", parquet.ParquetFile(path)).metadata
    chunks = (
        metadata.row_group(number).column(position)
        for number in range(metadata.num_row_groups)
        for position in range(metadata.num_columns)
        if row_groups is None or number in row_groups
    )
    return sum(
        chunk.total_compressed_size
        for chunk in chunks
        if chunk.path_in_schema.split(".")[0] in columns
    )


def of_dates(root: Path, columns: set[str], *days: datetime) -> int:
    return sum(chunk_bytes(root / "lake" / lake.key_of(day), columns) for day in days)


@pytest.mark.parametrize(
    ("select", "columns"),
    [
        ("count(*)", set[str]()),
        ("count(id)", {"id"}),
        ("max(quantity), min(id)", {"quantity", "id"}),
        ("count(tags)", {"tags"}),
        ("count(year)", set[str]()),
    ],
)
def test_the_columns_that_a_query_reads_are_counted(
    engine: Engine, root: Path, select: str, columns: set[str]
) -> None:
    result = engine.run(f"SELECT {select} FROM events", database="lake")  # noqa: S608 - the test's own SQL
    assert result.scanned_bytes == of_dates(root, columns, DECEMBER, JANUARY, MARCH)
    assert (result.scanned_bytes > 0) == bool(columns)


def test_the_partitions_that_the_predicate_leaves_are_counted(engine: Engine, root: Path) -> None:
    sql = "SELECT count(id) FROM events WHERE year = '2026' AND month = '01'"
    result = engine.run(sql, database="lake")
    assert result.rows == (("20",),)
    assert result.scanned_bytes == of_dates(root, {"id"}, JANUARY)


@pytest.mark.parametrize(
    ("predicate", "row_groups", "column"),
    [
        ("quantity >= 20", {2}, "quantity"),
        ("20 <= quantity", {2}, "quantity"),
        ("quantity < 10", {0}, "quantity"),
        ("quantity = 15", {1}, "quantity"),
        ("quantity IN (5, 25)", {0, 2}, "quantity"),
        ("quantity BETWEEN 8 AND 12", {0, 1}, "quantity"),
        ("quantity < 5 OR quantity > 25", {0, 2}, "quantity"),
        ("quantity > 25 AND quantity + 1 > 0", {2}, "quantity"),
        ("quantity + 1 > 25", {0, 1, 2}, "quantity"),
        ("quantity <> 15", {0, 1, 2}, "quantity"),
        ("quantity > 25 OR price = 1.5E0", {0, 1, 2}, "quantity"),
        ("event_time > TIMESTAMP '2026-03-04 22:00:00'", {2}, "event_time"),
        ("id = '0304-7'", {0}, "id"),  # as texts, '0304-10' to '0304-29' are less
        ("quantity > 1000", set[int](), "quantity"),
    ],
)
def test_the_row_groups_whose_statistics_fit_are_counted(
    engine: Engine, root: Path, predicate: str, row_groups: set[int], column: str
) -> None:
    sql = f"SELECT count(*) FROM events WHERE month = '03' AND ({predicate})"  # noqa: S608 - the test's own SQL
    columns = {name for name in (column, "price") if name in predicate}
    path = root / "lake" / lake.key_of(MARCH)
    assert engine.run(sql, database="lake").scanned_bytes == chunk_bytes(path, columns, row_groups)


def test_a_table_is_counted_once_for_each_reference(engine: Engine, root: Path) -> None:
    once = of_dates(root, {"id"}, MARCH)
    sql = "WITH march AS (SELECT id FROM events WHERE month = '03') SELECT count(*) FROM march AS a JOIN march AS b ON a.id = b.id"
    result = engine.run(sql, database="lake")
    assert result.rows == (("30",),)
    assert result.scanned_bytes == 2 * once, "Athena reads a WITH query where it is used"


def test_a_query_over_the_limit_is_cancelled_in_athenas_words(engine: Engine, root: Path) -> None:
    size = of_dates(root, {"id"}, MARCH)
    sql = "SELECT count(id) FROM events WHERE month = '03'"
    assert engine.run(sql, database="lake", scan_limit=size).scanned_bytes == size
    with pytest.raises(QueryError, match=r"^Bytes scanned limit was exceeded$") as raised:
        engine.run(sql, database="lake", scan_limit=size - 1)
    assert (raised.value.state, raised.value.scanned_bytes) == ("CANCELLED", size - 1)


def test_a_file_that_changes_is_counted_anew(tmp_path: Path) -> None:
    engine = lake.lake(tmp_path)
    sql = "SELECT count(id) FROM events WHERE month = '03'"
    before = engine.run(sql, database="lake").scanned_bytes
    path = lake.write(tmp_path, lake.key_of(MARCH), lake.events(MARCH, 400))
    assert engine.run(sql, database="lake").scanned_bytes == chunk_bytes(path, {"id"}) > before


@pytest.mark.parametrize(
    ("values", "kind", "physical"),
    [
        ([1, 2], "string", "INT64"),
        (["1"], "bigint", "BYTE_ARRAY"),
        ([1.5], "bigint", "DOUBLE"),
        ([[1]], "bigint", "group"),
        ([1], "array<bigint>", "INT64"),
    ],
)
def test_a_file_of_another_type_is_bad_data(
    tmp_path: Path, values: list[object], kind: str, physical: str
) -> None:
    engine = lake.lake(tmp_path)
    lake.write(tmp_path, "bad/file.parquet", pl.DataFrame({"a": values}))
    table = lake.table("s3://lake/bad/", {"a": kind})
    engine.catalog.put_table("lake", {"Name": "bad", **table})
    reason = f"HIVE_BAD_DATA: Field a's type {physical} in parquet file s3://lake/bad/file.parquet is incompatible with type {kind} defined in table schema"
    with pytest.raises(QueryError) as raised:
        engine.run("SELECT a FROM bad", database="lake")
    assert raised.value.message == reason
    unread = engine.run("SELECT count(*) FROM bad", database="lake")
    assert unread.rows == ((str(len(values)),),), "a column that is not read is not checked"


def test_a_file_that_is_not_parquet_is_named(tmp_path: Path) -> None:
    engine = lake.lake(tmp_path)
    (tmp_path / "lake/orders/note.txt").write_text("no Parquet")
    with pytest.raises(QueryError, match=r"Not valid Parquet file: s3://lake/orders/note.txt"):
        engine.run("SELECT order_id FROM orders", database="lake")
