"""Dates that the shipped queries read: two parameters, and a predicate that selects partitions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import sqlglot
from sqlglot import exp

from clickstream.contract.aws_limits import QUARANTINE_SUFFIX
from clickstream.contract.model import QUARANTINE_PARTITIONS
from clickstream.contract.odcs import read_contract
from clickstream.contract.queries import (
    PARTITION_DATE,
    NamedQuery,
    QueryFileError,
    partition_date,
    read_queries,
)
from clickstream.contract.query_parameters import declared_parameters, placeholders, values_of
from components.shared.engine import DeliveryPartition, Engine, events_table
from tests.paths import CLICKSTREAM, GA4, ROOT, SEGMENT, SONG_PLAYS

if TYPE_CHECKING:
    from pathlib import Path

QUERIES = read_queries(ROOT / "queries")
KEYS = {"year", "month", "day"}
CONTRACTS = {
    contract.table: contract for contract in map(read_contract, (CLICKSTREAM, SEGMENT, GA4))
}
ARRIVAL = events_table(CONTRACTS["clickstream_events"], Engine.FIREHOSE, DeliveryPartition.ARRIVAL)


def shipped(query: NamedQuery) -> str:
    return query.name


def reads(sql: str, table: str) -> list[exp.Select]:
    """Return the SELECTs of a statement that read the table itself."""
    selects = [
        found.parent_select
        for found in sqlglot.parse_one(sql, read="trino").find_all(exp.Table)
        if found.name == table
    ]
    return [select for select in selects if select is not None]


def conditions(select: exp.Select) -> list[exp.Expr]:
    """Return the conditions that AND joins in the WHERE clause of a SELECT."""
    where = select.args["where"]
    return list(where.this.flatten()) if isinstance(where.this, exp.And) else [where.this]


@pytest.mark.parametrize("query", QUERIES, ids=shipped)
def test_a_query_has_two_parameters_the_first_and_the_last_date(query: NamedQuery) -> None:
    declared = declared_parameters(query.sql)
    assert [parameter.name for parameter in declared] == ["from", "to"]
    assert len(placeholders(query.sql)) == 2
    first, last = values_of(declared, {}, today=date(2026, 3, 1))
    expected = "'2026-02-28'" if query.name == "latest_events" else "'2026-01-31'"
    assert (first, last) == (expected, "'2026-03-01'"), "the last 30 days by default"


@pytest.mark.parametrize("query", QUERIES, ids=shipped)
def test_the_table_is_read_where_its_partitions_date_lies_between_the_parameters(
    query: NamedQuery,
) -> None:
    (select,) = reads(query.sql, query.table)
    expected = sqlglot.parse_one(f"{PARTITION_DATE} BETWEEN ? AND ?", read="trino")
    ranges = [condition for condition in conditions(select) if condition == expected]
    assert len(ranges) == 1, "an engine can evaluate the condition for a partition alone"
    others = [condition for condition in conditions(select) if condition != expected]
    assert not KEYS & {column.name for other in others for column in other.find_all(exp.Column)}, (
        "the keys are in no other condition"
    )


@pytest.mark.parametrize(
    "query", [query for query in QUERIES if query.table in CONTRACTS], ids=shipped
)
def test_canary_events_are_left_out_and_events_without_a_type_are_not(query: NamedQuery) -> None:
    event_type = CONTRACTS[query.table].event_type
    (select,) = reads(query.sql, query.table)
    told = {condition.sql("trino") for condition in conditions(select)}
    narrowed = [
        each for each in told if each.startswith((f"{event_type} = '", f"{event_type} IN ("))
    ]
    assert narrowed or f"{event_type} IS DISTINCT FROM 'canary'" in told, (
        "<> would leave out the events without a type that engine firehose stores"
    )


@pytest.mark.parametrize("query", QUERIES, ids=shipped)
def test_over_a_table_with_one_key_the_condition_is_on_the_key_itself(query: NamedQuery) -> None:
    (select,) = reads(query.with_keys(ARRIVAL.keys).sql, query.table)
    assert sqlglot.parse_one("p_date BETWEEN ? AND ?", read="trino") in conditions(select)
    columns = {column.name for column in select.root().find_all(exp.Column)}
    assert not KEYS & columns, "the table does not have the keys of the contract"


@pytest.mark.parametrize("query", QUERIES, ids=shipped)
def test_over_the_contracts_own_keys_the_file_is_deployed_as_it_is(query: NamedQuery) -> None:
    contract = CONTRACTS[query.table.removesuffix(QUARANTINE_SUFFIX)]
    is_quarantine = query.table != contract.table
    keys = QUARANTINE_PARTITIONS if is_quarantine else contract.partition_keys
    assert query.with_keys(keys) == query


def test_the_date_of_a_partition_is_one_key_or_is_joined_from_three() -> None:
    assert partition_date(CONTRACTS["clickstream_events"].partition_keys) == PARTITION_DATE
    assert partition_date(ARRIVAL.keys) == "p_date"
    assert partition_date(read_contract(SONG_PLAYS).partition_keys) == "p_date"


FILE = "-- description: d\n-- table: t\n"


def test_the_declarations_stay_in_the_deployed_sql_wherever_they_are_in_the_header(
    tmp_path: Path,
) -> None:
    declaration = "-- parameter: to, last date, default today\n"
    select = "SELECT 1 FROM t WHERE d <= ?"
    (tmp_path / "mine.sql").write_text(f"{declaration}{FILE}{select}\n")
    assert read_queries(tmp_path)[0].sql == declaration + select, (
        "people read them in the Athena console"
    )


def test_a_query_may_have_parameters_that_it_does_not_declare(tmp_path: Path) -> None:
    (tmp_path / "mine.sql").write_text(
        f"{FILE}SELECT 1 FROM t WHERE a = ? AND b = ?"  # noqa: S608 - fixed text
    )
    assert read_queries(tmp_path)[0].sql.count("?") == 2


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "-- parameter: to, last date, default today\nSELECT 1 FROM t WHERE d BETWEEN ? AND ?",
            r"declares 1 parameters, and the SQL has 2 `\?`",
        ),
        ("-- parameter: to, the end\nSELECT '?' FROM t -- ?", r"declares 1 .* has 0 `\?`"),
        ("-- parameter: to\nSELECT 1 FROM t WHERE d = ?", "has no name and description"),
        ("-- parameter: to, the end, default soon\nSELECT 1 FROM t WHERE d = ?", "is 'soon'"),
        ("SELECT 1 FROM t WHERE d = 'x", "cannot be split into words"),
    ],
)
def test_a_file_whose_parameters_do_not_fit_its_sql_is_named_with_the_problem(
    tmp_path: Path, text: str, problem: str
) -> None:
    (tmp_path / "mine.sql").write_text(FILE + text)
    with pytest.raises(QueryFileError, match=rf"mine\.sql: .*{problem}"):
        read_queries(tmp_path)
