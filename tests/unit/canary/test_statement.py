"""SQL of the check: one partition, canary events alone, the files that are named."""

from __future__ import annotations

from datetime import date

import sqlglot
from sqlglot import exp

from canary.statement import CANARY_TYPE, newest_events
from clickstream.contract import probe_event
from tests.unit.canary.fakes import ARRIVAL_KEYS, settings

DAY = date(2026, 11, 9)


def conditions(sql: str) -> list[str]:
    where = sqlglot.parse_one(sql, read="athena").args["where"].this
    return [condition.sql("athena") for condition in where.flatten()]


def test_the_type_is_that_of_probe_events() -> None:
    assert CANARY_TYPE == probe_event.CANARY_TYPE


def test_each_key_of_the_partition_is_compared_with_a_literal() -> None:
    assert conditions(newest_events(settings().table, DAY)) == [
        "\"year\" = '2026'",
        "\"month\" = '11'",
        "\"day\" = '09'",
        "\"event_type\" = 'canary'",
    ], "one partition is listed, and no file condition reads all of it"


def test_a_table_by_arrival_is_read_by_its_one_key() -> None:
    sql = newest_events(settings(ARRIVAL_KEYS).table, DAY)
    assert conditions(sql)[0] == "\"p_date\" = '2026-11-09'"


def test_only_the_named_files_are_read() -> None:
    sql = newest_events(settings().table, DAY, ["s3://lake/events/a.parquet", "s3://lake/it's"])
    (paths,) = sqlglot.parse_one(sql, read="athena").find_all(exp.In)
    assert paths.this.name == "$path"
    assert [each.this for each in paths.expressions] == [
        "s3://lake/events/a.parquet",
        "s3://lake/it's",
    ]


def test_the_newest_events_come_first_and_are_few() -> None:
    statement = sqlglot.parse_one(newest_events(settings().table, DAY), read="athena")
    assert statement.args["order"].sql("athena").strip() == 'ORDER BY "event_time" DESC'
    assert statement.args["limit"].expression.this == "100", "one page of results holds them"
