"""Glue tables in the terms of open-source Trino."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from clickstream.contract.views import definition
from tests.trino.glue import in_trinos_terms, view_in_trinos_terms


def table(parameters: dict[str, str], **storage: object) -> dict[str, Any]:
    return {
        "Name": "events",
        "DatabaseName": "lake",
        "CreateTime": 1,
        "TableType": "EXTERNAL_TABLE",
        "StorageDescriptor": {"Columns": [{"Name": "a", "Type": "string"}], **storage},
        "PartitionKeys": [{"Name": "year", "Type": "string"}, {"Name": "p_date", "Type": "string"}],
        "Parameters": parameters,
    }


def test_only_members_that_a_request_has_are_copied() -> None:
    copy = in_trinos_terms(table({}), year=2026)
    assert copy.keys() == {"Name", "TableType", "StorageDescriptor", "PartitionKeys", "Parameters"}


@pytest.mark.parametrize(("stored", "copied"), [({}, 0), ({"NumberOfBuckets": 4}, 4)])
def test_the_number_of_buckets_is_a_number(stored: dict[str, int], copied: int) -> None:
    copy = in_trinos_terms(table({}, **stored), year=2026)
    assert copy["StorageDescriptor"]["NumberOfBuckets"] == copied
    assert copy["StorageDescriptor"]["Columns"] == [{"Name": "a", "Type": "string"}]


@pytest.mark.parametrize(
    ("stored", "copied"),
    [
        ("2020,NOW+1YEARS", "2020,2027"),
        ("NOW-2YEARS,NOW+1YEARS", "2024,2027"),
        ("2020,2031", "2020,2031"),
    ],
)
def test_years_are_a_range_of_integers(stored: str, copied: str) -> None:
    years = {
        "projection.year.type": "date",
        "projection.year.format": "yyyy",
        "projection.year.interval": "1",
        "projection.year.interval.unit": "YEARS",
        "projection.year.range": stored,
        "projection.enabled": "true",
    }
    assert in_trinos_terms(table(years), year=2026)["Parameters"] == {
        "projection.year.type": "integer",
        "projection.year.digits": "4",
        "projection.year.range": copied,
        "projection.enabled": "true",
    }


def test_dates_end_after_a_number_of_days() -> None:
    days = {
        "projection.p_date.type": "date",
        "projection.p_date.format": "yyyy-MM-dd",
        "projection.p_date.interval": "1",
        "projection.p_date.interval.unit": "DAYS",
        "projection.p_date.range": "2020-01-01,NOW+1YEARS",
    }
    assert in_trinos_terms(table(days), year=2026)["Parameters"] == {
        **days,
        "projection.p_date.range": "2020-01-01,NOW+366DAYS",
    }


def test_the_table_itself_is_not_changed() -> None:
    original = table({"projection.year.type": "date", "projection.year.range": "2020,NOW+1YEARS"})
    in_trinos_terms(original, year=2026)
    assert original["Parameters"]["projection.year.range"] == "2020,NOW+1YEARS"
    assert "NumberOfBuckets" not in original["StorageDescriptor"]


def test_a_view_reads_the_copied_tables() -> None:
    columns = {"Columns": [{"Name": "a", "Type": "string"}]}
    view: dict[str, Any] = {
        "Name": "latest",
        "DatabaseName": "lake",
        "TableType": "VIRTUAL_VIEW",
        "StorageDescriptor": columns,
        "Parameters": {"presto_view": "true"},
        "ViewOriginalText": definition("SELECT a FROM t", "lake", [("a", "varchar")]),
        "ViewExpandedText": "/* Presto View */",
    }
    copy = view_in_trinos_terms(view, catalog="years", database="lake_trino")
    text = copy["ViewOriginalText"].removeprefix("/* Presto View: ").removesuffix(" */")
    assert json.loads(base64.b64decode(text)) == {
        "originalSql": "SELECT a FROM t",
        "catalog": "years",
        "schema": "lake_trino",
        "columns": [{"name": "a", "type": "varchar"}],
    }
    assert copy["StorageDescriptor"] == {**columns, "NumberOfBuckets": 0}
    assert copy["Description"] == "Presto View", "Trino tells a view by its comment"
    assert copy.keys() == (view.keys() | {"Description"}) - {"DatabaseName"}
