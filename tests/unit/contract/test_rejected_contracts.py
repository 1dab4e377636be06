"""Rejected contract files: each error names the file, the column, the value and the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clickstream.contract import ContractError
from clickstream.contract.odcs import read_contract
from tests.paths import CLICKSTREAM
from tests.unit.contract.files import (
    assert_column_rejected,
    column,
    edited,
    properties,
    protected,
    without,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.contract.files import Change, Document

REJECTED_COLUMNS = [
    pytest.param(
        column("quantity", physicalType="tinyint"),
        "quantity",
        "'tinyint' is not supported",
        "Use one of bigint",
        id="unknown type",
    ),
    pytest.param(
        column("quantity", physicalType=None),
        "quantity",
        "None is not supported",
        "Use one of bigint",
        id="no type",
    ),
    pytest.param(
        column("browser", name="city"),
        "city",
        "two columns have this name",
        "Rename one",
        id="two columns of one name",
    ),
    pytest.param(
        column("browser", name="year"),
        "year",
        "two columns have this name",
        "Rename one",
        id="a column named as a partition",
    ),
    pytest.param(
        column("city", name="City"),
        "City",
        "the name is not valid in Glue",
        "lower-case letters",
        id="upper-case name",
    ),
    pytest.param(
        column("city", name="città"),
        "città",
        "the name is not valid in Glue",
        "transformSourceObjects",
        id="a letter with an accent",
    ),
    pytest.param(
        column("city", name="extra"), "extra", "reserved", "Rename the column", id="reserved name"
    ),
    pytest.param(
        column("year", name="ingested_at"),
        "ingested_at",
        "reserved",
        "Rename the column",
        id="a partition of a reserved name",
    ),
    pytest.param(
        column("city", transformLogic="UPPER(country)", transformSourceObjects=["city"]),
        "city",
        "both transformLogic and transformSourceObjects",
        "Keep transformLogic for a derived column",
        id="derived and read",
    ),
    pytest.param(
        column("hour", required=True),
        "hour",
        "`required` is true, and a derived column cannot be required",
        "Remove `required`",
        id="derived and required",
    ),
    pytest.param(
        column("city", transformSourceObjects=["town", "email"]),
        "email",
        "'email' is already read into column 'city'",
        "Keep the path in the transformSourceObjects of one column",
        id="a path of two columns",
    ),
    pytest.param(
        column("city", customProperties=[{"property": "eventType", "value": "yes"}]),
        "city",
        "eventType is 'yes'",
        "Use true, or remove the property",
        id="an event type by another value than true",
    ),
    pytest.param(
        column("city", customProperties=[{"property": "eventType", "value": True}]),
        "city",
        "eventType is set on event_type, city, and an event has one type",
        "Keep it on one column",
        id="two event types",
    ),
    pytest.param(
        column("quantity", customProperties=[{"property": "eventType", "value": True}]),
        "quantity",
        "the column is not a string that is read from the event",
        "Set eventType on such a column",
        id="a number as the event type",
    ),
    pytest.param(
        column("day_of_week", customProperties=[{"property": "eventType", "value": True}]),
        "day_of_week",
        "the column is not a string that is read from the event",
        "Set eventType on such a column",
        id="a derived event type",
    ),
    pytest.param(
        column(
            "city",
            classification="restricted",
            customProperties=[
                {"property": "protection", "value": "hash"},
                {"property": "eventType", "value": True},
            ],
        ),
        "city",
        "the column is not a string that is read from the event and stored unchanged",
        "Set eventType on such a column",
        id="a hashed event type",
    ),
    pytest.param(
        protected("quantity", "hash"),
        "quantity",
        "'hash', which needs physicalType string, not bigint",
        "Use `physicalType: string`",
        id="hash of a number",
    ),
    pytest.param(
        protected("city", "encrypt"),
        "city",
        "'encrypt' is not supported",
        "Use one of drop, hash, keep",
        id="unknown protection",
    ),
    pytest.param(
        column("ip_address", classification=None),
        "ip_address",
        "protection is 'drop', but the column is not restricted",
        "Add `classification: restricted`",
        id="protection without restricted",
    ),
    pytest.param(
        column("city", primaryKey=True),
        "city",
        "primaryKey is set on event_id, city; it must be set on one string column",
        "Keep one such column",
        id="two primary keys",
    ),
    pytest.param(
        column("event_id", physicalType="bigint"),
        "event_id",
        "must be set on one string column",
        "Keep one such column",
        id="a number as primary key",
    ),
    pytest.param(
        column("event_id", transformLogic="city"),
        "event_id",
        "must be set on one string column",
        "Keep one such column",
        id="a derived primary key",
    ),
    pytest.param(
        protected("event_id", "drop"),
        "event_id",
        "dropped",
        "Use the protection hash or keep",
        id="a dropped primary key",
    ),
]

REJECTED_PARTITIONS = [
    pytest.param(
        column("year", transformLogic="UPPER(city)"),
        "year",
        "is not an event date",
        "Use STRFTIME(",
        id="logic that makes no date",
    ),
    pytest.param(
        column("year", transformLogic=None),
        "year",
        "is not an event date",
        "Use STRFTIME(",
        id="no logic",
    ),
    pytest.param(
        column("day", transformLogic="STRFTIME(event_time, '%H')"),
        "day",
        "is not an event date",
        "one of %Y, %m, %d",
        id="partition by the hour",
    ),
    pytest.param(
        column("day", transformLogic="STRFTIME(event_time, '%j')"),
        "day",
        "is not an event date",
        "one of %Y, %m, %d",
        id="unknown date format",
    ),
    pytest.param(
        column("year", physicalType="bigint"),
        "year",
        "physicalType of a partition key is 'bigint'",
        "Use `physicalType: string`",
        id="a number as partition",
    ),
    pytest.param(
        column("event_time", physicalType="string"),
        "year",
        "event_time",
        "one timestamp column that is required",
        id="date of a text",
    ),
    pytest.param(
        column("event_time", required=False),
        "year",
        "event_time",
        "one timestamp column that is required",
        id="date of an optional column",
    ),
    pytest.param(
        protected("event_time", "drop"),
        "year",
        "event_time",
        "required and stored",
        id="date of a dropped column",
    ),
    pytest.param(
        column("year", transformLogic="STRFTIME(sent_at, '%Y')"),
        "year",
        "event_time, sent_at",
        "Derive all of them from one",
        id="dates of two columns",
    ),
    pytest.param(
        without("day"),
        "year",
        "formats %Y, %m, which put several dates into one partition",
        "%Y, %m and %d",
        id="partitions that merge days",
    ),
]

REJECTED_FILES = [
    pytest.param(
        "a: [1",
        "not a contract",
        "Compare the file with contracts/clickstream.odcs.yaml",
        id="not YAML",
    ),
    pytest.param(
        "",
        "not a contract",
        "Compare the file with contracts/clickstream.odcs.yaml",
        id="empty file",
    ),
    pytest.param(
        "- a\n- b\n",
        "not a contract",
        "Compare the file with contracts/clickstream.odcs.yaml",
        id="a list",
    ),
    pytest.param(
        "schema: 5\n",
        "not a contract",
        "Compare the file with contracts/clickstream.odcs.yaml",
        id="another shape",
    ),
    pytest.param(
        "apiVersion: v2.2.2\n", "apiVersion is 'v2.2.2'", "Use version 3", id="wrong apiVersion"
    ),
    pytest.param("name: events\n", "apiVersion is None", "Use version 3", id="no apiVersion"),
    pytest.param(
        "apiVersion: v3.1.0\n", "it declares 0 tables", "Declare one table", id="no table"
    ),
]


def with_two_tables(document: Document) -> None:
    document["schema"].append(document["schema"][0])


def with_an_upper_case_table_name(document: Document) -> None:
    document["schema"][0]["name"] = "Web-Events"


def with_an_unnamed_column(document: Document) -> None:
    del properties(document)[3]["name"]


REJECTED_DOCUMENTS = [
    pytest.param(with_two_tables, "it declares 2 tables", "Declare one table", id="two tables"),
    pytest.param(
        with_an_upper_case_table_name,
        "name is 'Web-Events'",
        "lower-case letters",
        id="a table's name that Glue changes",
    ),
    pytest.param(
        with_an_unnamed_column, "a column has no name", "a `name`", id="a column without a name"
    ),
    pytest.param(
        without("year", "month", "day"),
        "no column is partitioned",
        "Partition by event date",
        id="no partitions",
    ),
]


@pytest.mark.parametrize(
    ("change", "name", "problem", "remedy"),
    [*REJECTED_COLUMNS, *REJECTED_PARTITIONS],
)
def test_an_invalid_column_is_rejected(
    tmp_path: Path, change: Change, name: str, problem: str, remedy: str
) -> None:
    assert_column_rejected(edited(tmp_path, change), name, problem, remedy)


@pytest.mark.parametrize(("change", "problem", "remedy"), REJECTED_DOCUMENTS)
def test_an_invalid_table_is_rejected(
    tmp_path: Path, change: Change, problem: str, remedy: str
) -> None:
    path = edited(tmp_path, change)
    _assert_rejected(path, problem, remedy)


@pytest.mark.parametrize(("text", "problem", "remedy"), REJECTED_FILES)
def test_a_file_that_is_not_a_contract_is_rejected(
    tmp_path: Path, text: str, problem: str, remedy: str
) -> None:
    path = tmp_path / "other.yaml"
    path.write_text(text, encoding="utf-8")
    _assert_rejected(path, problem, remedy)


def test_a_binary_file_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    path.write_bytes(b"\x1f\x8b\x08\xff")
    _assert_rejected(
        path, "not a contract", "Compare the file with contracts/clickstream.odcs.yaml"
    )


def test_a_missing_file_is_rejected(tmp_path: Path) -> None:
    _assert_rejected(tmp_path / "missing.yaml", "no such file", "Set `contract` to the path")


def test_a_directory_is_rejected(tmp_path: Path) -> None:
    _assert_rejected(tmp_path, "no such file", "Set `contract` to the path")


def test_the_unchanged_contract_is_not_rejected(tmp_path: Path) -> None:
    assert read_contract(edited(tmp_path)) == read_contract(CLICKSTREAM), (
        "each rejection above is caused by its own change"
    )


def _assert_rejected(path: Path, problem: str, remedy: str) -> None:
    with pytest.raises(ContractError) as rejection:
        read_contract(path)
    message = str(rejection.value)
    assert message.startswith(f"{path}: "), "the message starts with the file"
    assert problem in message, "the message names the problem and the value"
    assert remedy in message, "the message names the remedy"
