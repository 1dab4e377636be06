"""Contract files that are honoured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clickstream.contract import ColumnType, Contract, Protection
from clickstream.contract.model import LINEAGE
from clickstream.contract.odcs import read_contract
from tests.paths import CLICKSTREAM, GA4, SEGMENT, SONG_PLAYS
from tests.unit.contract.files import added, column, edited, protected, without

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "path", [CLICKSTREAM, SONG_PLAYS, SEGMENT, GA4], ids=lambda path: path.name
)
def test_the_json_form_holds_the_whole_contract(path: Path) -> None:
    contract = read_contract(path)
    assert Contract.from_json(contract.to_json()) == contract, (
        "what the function reads is what was checked at deployment"
    )


def test_the_json_form_does_not_hold_the_path_of_the_contract_file() -> None:
    contract = read_contract(CLICKSTREAM)
    assert contract.file == str(CLICKSTREAM), "error messages name the file"
    assert contract.file not in contract.to_json(), "a path differs between machines"


def test_equal_contracts_have_equal_json() -> None:
    assert read_contract(CLICKSTREAM).to_json() == read_contract(CLICKSTREAM).to_json(), (
        "a deployment without a change has nothing to upload"
    )


def test_the_default_contract_is_partitioned_by_the_events_date(clickstream: Contract) -> None:
    assert clickstream.event_time == "event_time", "partitions are made of the event's time"
    assert [(key.name, key.date_format) for key in clickstream.partition_keys] == [
        ("year", "%Y"),
        ("month", "%m"),
        ("day", "%d"),
    ]


def test_partition_columns_are_not_in_the_files(clickstream: Contract) -> None:
    names = {item.name for item in clickstream.table_columns}
    assert not names & {"year", "month", "day"}, (
        "Athena refuses a table with a column that is a partition too"
    )


def test_every_table_ends_with_the_lineage(clickstream: Contract) -> None:
    assert clickstream.table_columns[-len(LINEAGE) :] == LINEAGE, (
        "lineage columns come last, in one order"
    )


def test_restricted_columns_are_dropped_unless_the_contract_says_otherwise(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, column("city", classification="restricted")))
    city = next(item for item in contract.columns if item.name == "city")
    assert city.protection is Protection.DROP, "forgetting the protection must not store the values"
    assert city not in contract.table_columns, "a dropped column is not in the table"


def test_the_classification_is_read_whatever_its_case(tmp_path: Path) -> None:
    contract = read_contract(edited(tmp_path, column("city", classification="Restricted")))
    assert "city" not in {item.name for item in contract.table_columns}, (
        "a capital letter must not publish what is restricted"
    )


@pytest.mark.parametrize(
    ("protection", "hashes"), [("drop", False), ("hash", True), ("keep", False)]
)
def test_only_hashed_columns_need_a_key(tmp_path: Path, protection: str, hashes: bool) -> None:
    assert read_contract(edited(tmp_path, protected("city", protection))).hashes is hashes, (
        "a key is asked for if and only if a column is hashed"
    )


def test_a_column_is_read_from_the_key_of_its_name_if_no_other_is_named(
    clickstream: Contract,
) -> None:
    assert next(item for item in clickstream.columns if item.name == "city").sources == ("city",)


def test_a_derived_column_may_use_derived_columns_before_it(tmp_path: Path) -> None:
    contract = read_contract(
        edited(tmp_path, added("is_night", physicalType="boolean", transformLogic="hour < 6"))
    )
    assert contract.derived_columns[-1].logic == "hour < 6"


def test_a_derived_column_may_be_a_constant(tmp_path: Path) -> None:
    assert (
        read_contract(edited(tmp_path, added("channel", transformLogic="'web'")))
        .derived_columns[-1]
        .name
        == "channel"
    )


def test_a_derived_column_may_speak_of_now(tmp_path: Path) -> None:
    contract = read_contract(
        edited(
            tmp_path,
            added(
                "urgent", physicalType="boolean", transformLogic="event_type = 'buy now (today)'"
            ),
        )
    )
    assert contract.derived_columns[-1].type is ColumnType.BOOLEAN, "a word in a text is no clock"


def test_partition_keys_stand_in_the_order_of_their_positions(tmp_path: Path) -> None:
    contract = read_contract(
        edited(
            tmp_path, column("year", partitionKeyPosition=3), column("day", partitionKeyPosition=1)
        )
    )
    assert [key.name for key in contract.partition_keys] == ["day", "month", "year"], (
        "the position decides, not the file's order"
    )


def test_a_contract_may_do_without_a_primary_key(tmp_path: Path) -> None:
    assert read_contract(edited(tmp_path, without("event_id"))).primary_key is None


def test_one_date_column_is_enough_of_a_partition() -> None:
    contract = read_contract(SONG_PLAYS)
    assert [(key.name, key.date_format) for key in contract.partition_keys] == [
        ("p_date", "%Y-%m-%d")
    ]


def test_the_tables_physical_name_goes_before_its_name(tmp_path: Path) -> None:
    path = edited(
        tmp_path,
        lambda document: document["schema"][0].update(name="Web events", physicalName="web_events"),
    )
    assert read_contract(path).table == "web_events", (
        "physicalName is the standard's field for the name in the database"
    )
