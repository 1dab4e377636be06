"""Tables and columns from Glue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.cli.sql_prompt.catalog import Column

if TYPE_CHECKING:
    from clickstream.cli.sql_prompt.catalog import Catalog


def test_all_pages_of_tables_are_read_and_sorted(catalog: Catalog) -> None:
    assert list(catalog.tables) == [
        "a_view",
        "clickstream_events",
        "clickstream_events_quarantine",
    ]
    assert [table.is_view for table in catalog.tables.values()] == [True, False, False]


def test_partition_keys_are_columns_after_the_others(catalog: Catalog) -> None:
    assert catalog.tables["clickstream_events"].columns == (
        Column("event_id", "string", "Id of the event.", is_partition=False),
        Column("event_type", "string", "", is_partition=False),
        Column("year", "string", "", is_partition=True),
    )
