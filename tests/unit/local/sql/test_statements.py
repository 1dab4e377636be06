from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from clickstream.local.sql.engine import Engine, QueryError, Result
from clickstream.local.sql.statements import statement_type
from tests.unit.local.sql import directory_lake as lake

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return lake.lake(tmp_path)


def run(engine: Engine, sql: str) -> Result:
    return engine.run(sql, database="lake")


def lines(engine: Engine, sql: str) -> list[str | None]:
    return [row[0] for row in run(engine, sql).rows]


def refusal(engine: Engine, sql: str) -> QueryError:
    with pytest.raises(QueryError) as raised:
        run(engine, sql)
    return raised.value


VIEW = "CREATE VIEW march AS SELECT id, quantity * 2 AS twice, year, tags FROM events WHERE month = '03'"


@pytest.mark.parametrize(
    ("sql", "column", "expected"),
    [
        ("SHOW DATABASES", "database_name", ["lake"]),
        ("SHOW SCHEMAS LIKE 'other*'", "database_name", []),
        ("SHOW TABLES", "tab_name", ["events", "march", "orders"]),
        ("show tables in lake 'e*|o*'", "tab_name", ["events", "orders"]),
        ("SHOW VIEWS", "views", ["march"]),
        ("SHOW VIEWS IN lake LIKE 'x*'", "views", []),
        ("SHOW COLUMNS IN orders", "field", ["order_id            ", "event_id            "]),
        ("SHOW COLUMNS FROM orders FROM lake", "field", ["order_id            ", "event_id            "]),
        ("SHOW COLUMNS IN lake.march", "field", ["id                  ", "twice               ", "year                ", "tags                "]),
        ("SHOW PARTITIONS events", "partition", []),
        ("SHOW TBLPROPERTIES orders ('classification')", "prpt_name", ["parquet"]),
        ("SHOW CREATE VIEW march", "Create View", ['CREATE VIEW "lake"."march" AS', VIEW.partition(" AS ")[2]]),
    ],
)  # fmt: skip
def test_show_answers_from_the_catalog(
    engine: Engine, sql: str, column: str, expected: list[str]
) -> None:
    run(engine, VIEW)
    result = run(engine, sql)
    assert [row[0] for row in result.rows] == expected
    assert result.columns[0].name == column
    assert (result.statement_type, statement_type(sql)) == ("UTILITY", "UTILITY")


def test_describe_has_padded_columns_and_the_partition_keys_again(engine: Engine) -> None:
    assert lines(engine, "DESCRIBE events")[3:] == [
        "event_time          \ttimestamp           \t                    ",
        "tags                \tarray<string>       \t                    ",
        "year                \tstring              \t                    ",
        "month               \tstring              \t                    ",
        "day                 \tstring              \t                    ",
        "\t \t ",
        "# Partition Information\t \t ",
        "# col_name          \tdata_type           \tcomment             ",
        "\t \t ",
        "year                \tstring              \t                    ",
        "month               \tstring              \t                    ",
        "day                 \tstring              \t                    ",
    ]
    assert len(lines(engine, "DESC lake.orders")) == 2


def test_show_create_table_gives_the_definition(engine: Engine) -> None:
    found = lines(engine, "SHOW CREATE TABLE orders")
    assert found[:3] == ["CREATE EXTERNAL TABLE `lake.orders`(", "  `order_id` string, ", "  `event_id` string)"]  # fmt: skip
    assert found[-4:] == ["LOCATION", "  's3://lake/orders/'", "TBLPROPERTIES (", "  'classification'='parquet')"]  # fmt: skip
    assert "PARTITIONED BY ( " in lines(engine, "SHOW CREATE TABLE events")


def test_explain_shows_what_is_read_without_reading(engine: Engine) -> None:
    sql = "SELECT max(id) FROM events WHERE year = '2026' AND quantity > 25"
    assert lines(engine, f"EXPLAIN {sql}") == [
        "TableScan[table = awsdatacatalog:lake:events]",
        "    Columns: id, quantity, year",
        '    Predicate: "year" = \'2026\' AND "quantity" > 25',
        "    Partitions: 372 of 1116",
        "    Files: 2",
        f"    Bytes: {run(engine, sql).scanned_bytes}",
    ]
    assert "'nope'" in refusal(engine, "EXPLAIN SELECT nope FROM events").message


def test_a_view_is_stored_as_athena_stores_it(engine: Engine) -> None:
    assert run(engine, VIEW).statement_type == "DDL"
    stored = engine.catalog.tables("lake")["march"]
    assert stored["TableType"] == "VIRTUAL_VIEW"
    assert stored["Parameters"]["presto_view"] == "true"
    assert stored["ViewExpandedText"] == "/* Presto View */"
    encoded = stored["ViewOriginalText"].removeprefix("/* Presto View: ").removesuffix(" */")
    assert json.loads(base64.b64decode(encoded)) == {
        "originalSql": VIEW.partition(" AS ")[2],
        "catalog": "awsdatacatalog",
        "schema": "lake",
        "columns": [
            {"name": "id", "type": "varchar"},
            {"name": "twice", "type": "bigint"},
            {"name": "year", "type": "varchar"},
            {"name": "tags", "type": "array(varchar)"},
        ],
    }
    assert [column["Type"] for column in stored["StorageDescriptor"]["Columns"]] == [
        "string",
        "bigint",
        "string",
        "array<string>",
    ]


def test_a_view_is_queried_and_prunes(engine: Engine) -> None:
    run(engine, VIEW)
    run(
        engine,
        "CREATE VIEW lake.top AS SELECT m.id AS name, twice FROM march AS m WHERE twice > 50",
    )
    result = run(engine, "SELECT t.name, e.day FROM top AS t JOIN events AS e ON e.id = t.name ORDER BY 1")  # fmt: skip
    assert result.rows == tuple((f"0304-{number}", "04") for number in (26, 27, 28, 29))
    march, everything = result.scans
    assert (march.partitions, everything.partitions) == (3 * 31, lake.PROJECTED)
    (scan,) = run(engine, "SELECT id FROM march WHERE year = '2026'").scans
    assert scan.partitions == 31, "the predicate on the view reaches the table"


def test_a_view_that_something_else_deployed_is_queried(engine: Engine) -> None:
    definition = {"originalSql": "SELECT count(*) AS n FROM events", "schema": "lake"}
    encoded = base64.b64encode(json.dumps(definition).encode()).decode()
    columns = [{"Name": "n", "Type": "bigint"}]
    view: dict[str, Any] = {
        "Name": "counted",
        "TableType": "VIRTUAL_VIEW",
        "StorageDescriptor": {"Columns": columns},
        "ViewOriginalText": f"/* Presto View: {encoded} */",
    }
    engine.catalog.put_table("lake", view)
    assert run(engine, "SELECT n FROM counted").rows == (("55",),)
    engine.catalog.put_table("lake", {**view, "ViewOriginalText": "SELECT 1"})
    assert "the view lake.counted has no definition" in refusal(engine, "SELECT n FROM counted").message  # fmt: skip


def test_a_view_is_replaced_alone_on_demand(engine: Engine) -> None:
    run(engine, VIEW)
    assert "View already exists: 'awsdatacatalog.lake.march'" in refusal(engine, VIEW).message
    run(engine, "CREATE OR REPLACE VIEW march AS SELECT 1 AS one")
    assert run(engine, "SELECT * FROM march").rows == (("1",),)
    refused = refusal(engine, "CREATE OR REPLACE VIEW events AS SELECT 1 AS one")
    assert "Table already exists" in refused.message


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("CREATE VIEW v AS SELECT count(*) FROM events", "Column name not specified at position 1"),
        ("CREATE VIEW v AS SELECT id, year AS id FROM events", "'id' specified more than once"),
        ("CREATE VIEW v AS SELECT nope FROM events", "'nope'"),
        ("CREATE VIEW v AS SELECT 1 AS a FROM nope", "TABLE_NOT_FOUND"),
        ("CREATE VIEW other.v AS SELECT 1 AS a", "Schema 'other' does not exist"),
        ("CREATE VIEW v SELECT 1 AS a", "line 1:15: mismatched input 'SELECT'"),
    ],
)
def test_a_view_without_a_valid_query_is_not_created(engine: Engine, sql: str, reason: str) -> None:
    assert reason in refusal(engine, sql).message
    assert set(engine.catalog.tables("lake")) == {"events", "orders"}


def test_a_view_has_no_name_twice_behind_a_star(engine: Engine) -> None:
    sql = "CREATE VIEW twice AS SELECT * FROM (SELECT 1 AS n, 2 AS n)"
    assert refusal(engine, sql).message.startswith("DUPLICATE_COLUMN_NAME: ")


def test_a_column_without_a_name_is_no_column_of_a_view(engine: Engine) -> None:
    found = refusal(engine, "CREATE VIEW unnamed AS SELECT 1")
    assert found.message.startswith("MISSING_COLUMN_NAME: ")


def test_dropped_views_and_tables_leave_the_catalog_and_no_file_goes(
    engine: Engine, tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))
    run(engine, VIEW)
    assert "Use DROP VIEW" in refusal(engine, "DROP TABLE march").message
    assert (
        "Did you mean DROP TABLE awsdatacatalog.lake.events?"
        in refusal(engine, "DROP VIEW events").message
    )
    assert run(engine, "DROP VIEW march").statement_type == "DDL"
    assert run(engine, "DROP TABLE lake.events").statement_type == "DDL"
    assert set(engine.catalog.tables("lake")) == {"orders"}
    assert sorted(tmp_path.rglob("*")) == before
    assert "Table not found lake.events" in refusal(engine, "DROP TABLE events").message
    assert "View 'awsdatacatalog.lake.march' does not exist" in refusal(engine, "DROP VIEW march").message  # fmt: skip
    run(engine, "DROP VIEW IF EXISTS march")
    run(engine, "DROP TABLE IF EXISTS events")


def test_partitions_are_added_dropped_and_repaired(engine: Engine) -> None:
    table = lake.table("s3://lake/events/", lake.COLUMNS, lake.KEYS)
    engine.catalog.put_table("lake", {"Name": "crawled", **table})
    add = "ALTER TABLE crawled ADD PARTITION (year = '2026', month = '01', day = '01')"
    run(engine, add)
    assert "already exists" in refusal(engine, add).message
    run(engine, add.replace("ADD", "ADD IF NOT EXISTS"))
    run(engine, "ALTER TABLE crawled ADD PARTITION (year = 'x', day = 'z', month = 'y') LOCATION 's3://lake/events/year=2024/'")  # fmt: skip
    assert lines(engine, "SHOW PARTITIONS crawled") == ["year=2026/month=01/day=01", "year=x/month=y/day=z"]  # fmt: skip
    assert run(engine, "SELECT count(*) FROM crawled").rows == (("27",),)
    run(engine, "ALTER TABLE crawled DROP PARTITION (year = 'x', month = 'y', day = 'z')")
    repaired = run(engine, "MSCK REPAIR TABLE crawled")
    assert len(repaired.rows) == 3, "the partition of 2026-01-01 is known"
    assert run(engine, "SELECT count(*) FROM crawled").rows == (("62",),)
    assert "the partition has year" in refusal(engine, "ALTER TABLE crawled ADD PARTITION (year = '1')").message  # fmt: skip
    assert "Partition not found" in refusal(engine, "ALTER TABLE crawled DROP PARTITION (year = '1', month = '1', day = '1')").message  # fmt: skip


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("INSERT INTO events SELECT 1", "INSERT INTO"),
        ("CREATE TABLE copied AS SELECT 1 AS a", "CREATE TABLE"),
        ("UNLOAD (SELECT 1) TO 's3://b/' WITH (format = 'PARQUET')", "UNLOAD"),
        ("DELETE FROM events", "DELETE FROM"),
        ("-- why\nMERGE INTO events USING x", "MERGE INTO"),
        ("DROP DATABASE lake CASCADE", "DROP DATABASE"),
        ("CREATE SCHEMA other", "CREATE SCHEMA"),
        ("EXECUTE prepared USING 1", "EXECUTE PREPARED"),
        ("SHOW FUNCTIONS", "SHOW FUNCTIONS"),
        ("VACUUM events", "VACUUM EVENTS"),
        ("ALTER TABLE events SET TBLPROPERTIES ('a' = 'b')", "ADD PARTITION and DROP PARTITION"),
        ("DESCRIBE FORMATTED events", "without EXTENDED and FORMATTED"),
        ("EXPLAIN ANALYZE SELECT 1", "without ANALYZE"),
    ],
)
def test_a_statement_that_the_local_athena_lacks_is_refused_by_name(
    engine: Engine, tmp_path: Path, sql: str, named: str
) -> None:
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    refused = refusal(engine, sql)
    assert refused.message.startswith("NOT_SUPPORTED: ")
    assert named in refused.message
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    assert set(engine.catalog.tables("lake")) == {"events", "orders"}


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SHOW TABLES IN", "line 1:15: mismatched input '<EOF>'"),
        ("DROP VIEW march now", "line 1:17: mismatched input 'now'"),
        ("SHOW TABLES\nLIKE nothing", "line 2:1: mismatched input 'LIKE'"),
        ("SHOW COLUMNS events", "line 1:14: mismatched input 'events'"),
        ("DESCRIBE 'events'", "line 1:10: mismatched input"),
    ],
)
def test_a_statement_with_a_wrong_word_is_refused_with_the_position(
    engine: Engine, sql: str, reason: str
) -> None:
    assert refusal(engine, sql).message.startswith(reason)


def test_missing_databases_and_other_catalogs_are_named(engine: Engine) -> None:
    assert "Schema 'nope' does not exist" in refusal(engine, "SHOW TABLES IN nope").message
    assert "Table not found lake.nope" in refusal(engine, "DESCRIBE nope").message
    assert lines(engine, "DESCRIBE awsdatacatalog.lake.orders") == lines(engine, "DESCRIBE `orders`")  # fmt: skip
    assert "not hive" in refusal(engine, "DESCRIBE hive.lake.orders").message


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT 1", "DML"),
        ("/* DROP */ WITH a AS (SELECT 1) SELECT * FROM a", "DML"),
        ("(SELECT 1)", "DML"),
        ("INSERT INTO a SELECT 1", "DML"),
        ("create or replace view a as select 1", "DDL"),
        ("DROP TABLE a", "DDL"),
        ("MSCK REPAIR TABLE a", "DDL"),
        ("EXPLAIN SELECT 1", "UTILITY"),
        ("DESC a", "UTILITY"),
    ],
)
def test_a_statement_has_athenas_type(sql: str, expected: str) -> None:
    assert statement_type(sql) == expected
