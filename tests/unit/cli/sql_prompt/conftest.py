"""Fixtures of the prompt: a catalog with two tables and a view."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.stub import Stubber

from clickstream.cli.sql_prompt.catalog import Catalog
from tests.unit.cli.fakes import OUTPUTS, FakeTarget, aws_target

KEY = {"Name": "year", "Type": "string"}
TABLES: list[dict[str, Any]] = [
    {
        "Name": "clickstream_events",
        "TableType": "EXTERNAL_TABLE",
        "StorageDescriptor": {
            "Columns": [
                {"Name": "event_id", "Type": "string", "Comment": "Id of the event."},
                {"Name": "event_type", "Type": "string"},
            ]
        },
        "PartitionKeys": [KEY],
    },
    {
        "Name": "clickstream_events_quarantine",
        "StorageDescriptor": {"Columns": [{"Name": "line", "Type": "string"}]},
        "PartitionKeys": [KEY],
    },
    {
        "Name": "a_view",
        "TableType": "VIRTUAL_VIEW",
        "StorageDescriptor": {"Columns": [{"Name": "visitors", "Type": "bigint"}]},
    },
]


class StubbedCatalog:
    """Catalog with a stubbed Glue client, checked against the API model."""

    def __init__(self) -> None:
        """Create the client. It makes no network request."""
        client = aws_target().client("glue")
        self.target = FakeTarget({"glue": client})
        self.catalog = Catalog(self.target)
        self.stub = Stubber(client)
        self.stub.activate()

    def expect_refresh(self, tables: list[dict[str, Any]] = TABLES) -> None:
        """Expect one reading of the tables, in two pages."""
        where = {"DatabaseName": OUTPUTS["database"]}
        first = {"TableList": tables[:1], "NextToken": "2"}
        self.stub.add_response("get_tables", first, where)
        self.stub.add_response("get_tables", {"TableList": tables[1:]}, where | {"NextToken": "2"})


@pytest.fixture
def stubbed() -> StubbedCatalog:
    return StubbedCatalog()


@pytest.fixture
def catalog(stubbed: StubbedCatalog) -> Catalog:
    stubbed.expect_refresh()
    stubbed.catalog.refresh()
    return stubbed.catalog
