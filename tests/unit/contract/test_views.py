"""Views over the events table: SQL, columns and types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import sqlglot
from sqlglot import exp

from clickstream.contract.aws_limits import QUARANTINE_SUFFIX
from clickstream.contract.data_types import ColumnType, DataType, Field
from clickstream.contract.odcs import read_contract
from clickstream.contract.views import LATEST_SUFFIX, SESSIONS_SUFFIX, trino_type, views_of
from components.shared.engine import DeliveryPartition, Engine, events_table
from tests.paths import CLICKSTREAM, GA4, ORDERS, SEGMENT, SONG_PLAYS, USER_PROFILES

if TYPE_CHECKING:
    from pathlib import Path

    from clickstream.contract.views import View

CONTRACTS = [CLICKSTREAM, SEGMENT, GA4, ORDERS, SONG_PLAYS, USER_PROFILES]
STRING, BIGINT = DataType(ColumnType.STRING), DataType(ColumnType.BIGINT)


def views(
    contract: Path,
    engine: Engine = Engine.LAMBDA,
    partition: DeliveryPartition = DeliveryPartition.EVENT,
) -> dict[str, View]:
    read = read_contract(contract)
    shape = events_table(read, engine, partition)
    return {
        view.name.removeprefix(f"{read.table}_"): view
        for view in views_of(read, shape.columns, shape.keys)
    }


@pytest.mark.parametrize(
    ("data_type", "text"),
    [
        (STRING, "varchar"),
        (BIGINT, "bigint"),
        (DataType(ColumnType.INTEGER), "integer"),
        (DataType(ColumnType.JSON), "varchar"),
        (DataType(ColumnType.DATE), "date"),
        (DataType(ColumnType.TIMESTAMP), "timestamp(3)"),
        (DataType(ColumnType.DECIMAL, precision=12, scale=2), "decimal(12,2)"),
        (DataType(ColumnType.MAP, items=BIGINT), "map(varchar, bigint)"),
        (
            DataType(
                ColumnType.ARRAY,
                items=DataType(
                    ColumnType.STRUCT, fields=(Field("sku", STRING), Field("order", BIGINT))
                ),
            ),
            'array(row("sku" varchar, "order" bigint))',
        ),
    ],
)
def test_a_type_is_written_as_trino_writes_it(data_type: DataType, text: str) -> None:
    assert trino_type(data_type) == text


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda path: path.stem)
def test_a_view_selects_its_columns_from_the_table_alone(contract: Path) -> None:
    for view in views(contract).values():
        query = sqlglot.parse_one(view.sql, read="trino")
        assert isinstance(query, exp.Select)
        assert query.named_selects == [column.name for column in view.columns]
        read = {table.name for table in query.find_all(exp.Table)}
        assert read == {read_contract(contract).table}
        assert not any(table.db for table in query.find_all(exp.Table)), (
            "the definition names the database"
        )


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda path: path.stem)
def test_each_window_and_group_is_within_a_partition_of_the_table(contract: Path) -> None:
    keys = {key.name for key in read_contract(contract).partition_keys}
    for view in views(contract).values():
        query = sqlglot.parse_one(view.sql, read="trino")
        groups = [
            *(window.args["partition_by"] for window in query.find_all(exp.Window)),
            *(group.expressions for group in query.find_all(exp.Group)),
        ]
        assert groups
        for group in groups:
            assert keys <= {part.name for part in group}, (
                "an engine applies a predicate of the keys to the table"
            )


def test_a_table_that_firehose_writes_has_sessions_by_its_own_keys() -> None:
    found = views(CLICKSTREAM, Engine.FIREHOSE, DeliveryPartition.ARRIVAL)
    assert set(found) == {"sessions"}
    assert not re.search(r"\b(year|revenue)\b", found["sessions"].sql)
    assert found["sessions"].columns[-1].name == "p_date"
    assert set(views(CLICKSTREAM, Engine.FIREHOSE)) == {"sessions"}


def test_the_longest_name_of_a_table_leaves_room_for_a_views_suffix() -> None:
    assert max(map(len, (LATEST_SUFFIX, SESSIONS_SUFFIX))) <= len(QUARANTINE_SUFFIX)
