import base64
import json
from pathlib import Path
from typing import Any

import pytest
import sqlglot
import yaml
from sqlglot import exp

from clickstream.contract import Contract
from clickstream.contract.odcs import read_contract
from clickstream.contract.queries import PARTITION_DATE, read_queries
from components import Catalog, CatalogArgs, DeliveryPartition, Engine, PartitionDiscovery
from components.shared.engine import events_table
from tests.paths import CLICKSTREAM, GA4, ROOT, SEGMENT, SONG_PLAYS
from tests.unit.recorder import Recorder, record

KEY = "arn:aws:kms:eu-central-1:123456789012:key/k"


def catalog(**more: Any) -> Recorder:
    args: CatalogArgs = {  # pyright: ignore[reportAssignmentType] - the tests vary the keys
        "contract": str(CLICKSTREAM),
        "lake_bucket": "shop-lake",
        "results_bucket": "shop-results",
        "queries": str(ROOT / "queries"),
        **more,
    }
    return record(lambda: Catalog("cat", args))


@pytest.fixture
def default() -> Recorder:
    return catalog()


def table(recorder: Recorder, name: str) -> dict[str, Any]:
    return recorder.one("CatalogTable", f"cat-{name}").inputs


def test_the_events_table_has_the_contracts_columns_in_order(
    default: Recorder, clickstream: Contract
) -> None:
    columns = table(default, "events")["storageDescriptor"]["columns"]
    assert [(column["name"], column["type"]) for column in columns] == [
        (column.name, column.type) for column in clickstream.table_columns
    ]
    assert [key["name"] for key in table(default, "events")["partitionKeys"]] == [
        "year",
        "month",
        "day",
    ]


def test_restricted_columns_are_not_in_the_table(default: Recorder) -> None:
    assert not {"ip_address", "email"} & {
        column["name"] for column in table(default, "events")["storageDescriptor"]["columns"]
    }


def test_the_database_is_named_after_the_lakes_bucket(default: Recorder) -> None:
    assert default.one("CatalogDatabase").inputs["name"] == "shop_lake", (
        "Athena takes the name without quotes"
    )


def test_the_database_may_be_given_another_name() -> None:
    assert catalog(database="shop").one("CatalogDatabase").inputs["name"] == "shop"


def test_the_quarantine_is_a_table_too(default: Recorder) -> None:
    quarantine = table(default, "quarantine")
    assert quarantine["name"] == "clickstream_events_quarantine"
    assert quarantine["storageDescriptor"]["location"] == "s3://shop-lake/quarantine/"
    assert {"line", "reason", "position"} <= {
        column["name"] for column in quarantine["storageDescriptor"]["columns"]
    }


@pytest.mark.parametrize("name", ["events", "quarantine"])
def test_partitions_are_projected_so_that_no_crawler_is_needed(
    default: Recorder, name: str
) -> None:
    parameters = table(default, name)["parameters"]
    assert parameters["projection.enabled"] == "true"
    assert (
        parameters["storage.location.template"]
        == f"s3://shop-lake/{name}/year=${{year}}/month=${{month}}/day=${{day}}/"
    )
    assert parameters["projection.month.digits"] == parameters["projection.day.digits"] == "2"
    assert not default.of("Crawler")


@pytest.mark.parametrize("name", ["events", "quarantine"])
def test_partitions_that_a_crawler_finds_are_not_hidden_by_projection(name: str) -> None:
    parameters = table(catalog(partition_discovery=PartitionDiscovery.CRAWLER), name)["parameters"]
    assert parameters == {"EXTERNAL": "TRUE", "classification": "parquet"}, (
        "with projection, Athena does not look at the catalog's partitions"
    )


def test_partitions_begin_at_the_earliest_event_date() -> None:
    assert (
        table(catalog(earliest_event_date="2023-06-01"), "events")["parameters"][
            "projection.year.range"
        ]
        == "2023,NOW+1YEARS"
    )


def test_the_workgroups_limits_cannot_be_passed_by() -> None:
    configuration = catalog(scan_limit_gb=2).one("Workgroup").inputs["configuration"]
    assert configuration["enforceWorkgroupConfiguration"] is True
    assert configuration["bytesScannedCutoffPerQuery"] == 2 * 1024**3
    assert configuration["resultConfiguration"] == {
        "outputLocation": "s3://shop-results/athena-results/",
        "encryptionConfiguration": {"encryptionOption": "SSE_S3"},
    }


def test_a_customer_key_encrypts_results() -> None:
    result = (
        catalog(kms_key_arn=KEY).one("Workgroup").inputs["configuration"]["resultConfiguration"]
    )
    assert result["encryptionConfiguration"] == {"encryptionOption": "SSE_KMS", "kmsKeyArn": KEY}


@pytest.mark.parametrize(
    ("contract", "count"),
    [(CLICKSTREAM, 28), (SEGMENT, 2), (GA4, 2)],
    ids=["clickstream", "segment", "ga4"],
)
def test_every_query_file_over_the_tables_is_a_named_query(contract: Path, count: int) -> None:
    table = read_contract(contract).table
    tables = {table, f"{table}_quarantine"}
    files = {
        query.name: query.sql for query in read_queries(ROOT / "queries") if query.table in tables
    }
    assert {
        query.inputs["name"]: query.inputs["query"]
        for query in catalog(contract=str(contract)).of("NamedQuery")
    } == files
    assert len(files) == count


def test_the_date_of_a_partition_is_written_over_the_tables_keys(tmp_path: Path) -> None:
    (tmp_path / "plays.sql").write_text(
        "-- description: d\n-- table: song_plays\n"
        f"SELECT count(*) FROM song_plays WHERE {PARTITION_DATE} BETWEEN '2026-11-01' AND '2026-11-30'"
    )
    deployed = catalog(contract=str(SONG_PLAYS), queries=str(tmp_path)).one("NamedQuery").inputs
    assert deployed["query"] == (
        "SELECT count(*) FROM song_plays WHERE p_date BETWEEN '2026-11-01' AND '2026-11-30'"
    ), "the table has one key, the date"


def test_a_query_of_the_quarantine_is_written_over_its_own_keys(tmp_path: Path) -> None:
    condition = f"{PARTITION_DATE} = '2026-11-01'"
    sql = f"SELECT reason FROM song_plays_quarantine WHERE {condition}"  # noqa: S608 - fixed text
    (tmp_path / "broken.sql").write_text(
        f"-- description: d\n-- table: song_plays_quarantine\n{sql}"
    )
    deployed = catalog(contract=str(SONG_PLAYS), queries=str(tmp_path)).one("NamedQuery").inputs
    assert deployed["query"] == sql, "the quarantine has three keys, the events table has one"


def test_queries_over_another_table_are_left_out() -> None:
    recorder = catalog(contract=str(SONG_PLAYS))
    assert not recorder.of("NamedQuery")


class TestTableThatFirehoseWrites:
    def test_has_the_columns_that_firehose_fills_and_the_date_of_arrival(self) -> None:
        inputs = table(catalog(engine=Engine.FIREHOSE), "events")
        names = {column["name"] for column in inputs["storageDescriptor"]["columns"]}
        assert {"event_id", "event_time", "quantity"} <= names
        assert (
            not {"revenue", "hour", "ingested_at", "source_object", "extra", "email", "year"}
            & names
        )
        assert [key["name"] for key in inputs["partitionKeys"]] == ["p_date"]
        assert (
            inputs["parameters"]["storage.location.template"]
            == "s3://shop-lake/events/p_date=${p_date}/"
        )

    def test_has_the_contracts_partitions_if_they_are_by_event(self) -> None:
        inputs = table(
            catalog(engine=Engine.FIREHOSE, firehose_partition=DeliveryPartition.EVENT),
            "events",
        )
        assert [key["name"] for key in inputs["partitionKeys"]] == ["year", "month", "day"]

    def test_comes_without_a_quarantine_and_without_a_view_of_the_latest_rows(self) -> None:
        assert [found.name for found in catalog(engine=Engine.FIREHOSE).of("CatalogTable")] == [
            "cat-events",
            "cat-sessions",
        ], "an event without an id has a null there, so that no row would be the latest"

    @pytest.mark.parametrize("partition", DeliveryPartition)
    def test_gets_the_queries_that_it_can_answer_and_no_others(
        self, partition: DeliveryPartition, clickstream: Contract
    ) -> None:
        recorder = catalog(engine=Engine.FIREHOSE, firehose_partition=partition)
        shape = events_table(clickstream, Engine.FIREHOSE, partition)
        there = {column.name for column in shape.columns} | {key.name for key in shape.keys}
        every = {column.name for column in clickstream.table_columns} | {
            key.name for key in clickstream.partition_keys
        }
        deployed = {
            query.inputs["name"]: query.inputs["query"] for query in recorder.of("NamedQuery")
        }
        assert {"browsers", "funnel", "sessions", "active_users", "retention"} <= set(deployed)
        assert not {"latency", "attribution", "quarantine_reasons"} & set(deployed)
        for name, sql in deployed.items():
            used = {
                column.name for column in sqlglot.parse_one(sql, read="athena").find_all(exp.Column)
            }
            assert not used & (every - there), f"{name} needs columns that the table does not have"
        assert not {"daily_revenue", "hourly_traffic", "day_of_week"} & set(deployed)


def test_a_contract_partitioned_by_one_date_column_is_projected_by_date() -> None:
    recorder = catalog(contract=str(SONG_PLAYS))
    parameters = table(recorder, "events")["parameters"]
    assert {
        key: value for key, value in parameters.items() if key.startswith("projection.p_date.")
    } == {
        "projection.p_date.type": "date",
        "projection.p_date.format": "yyyy-MM-dd",
        "projection.p_date.interval": "1",
        "projection.p_date.interval.unit": "DAYS",
        "projection.p_date.range": "2020-01-01,NOW+1YEARS",
    }
    assert parameters["storage.location.template"] == "s3://shop-lake/events/p_date=${p_date}/"


def test_texts_that_are_longer_than_aws_takes_are_shortened(tmp_path: Path) -> None:
    contract = yaml.safe_load(CLICKSTREAM.read_text(encoding="utf-8"))
    contract["schema"][0]["description"] = "événement " * 300
    contract["schema"][0]["properties"][0]["description"] = "événement " * 30
    path = tmp_path / "long.odcs.yaml"
    path.write_text(yaml.safe_dump(contract), encoding="utf-8")
    (tmp_path / "mine.sql").write_text(
        f"-- description: {'answers ' * 200}\n-- table: clickstream_events\nSELECT 1 FROM clickstream_events\n",
        encoding="utf-8",
    )
    recorder = catalog(contract=str(path), queries=str(tmp_path))
    events = table(recorder, "events")
    texts = [
        (events["description"], 2048),
        (events["storageDescriptor"]["columns"][0]["comment"], 255),
        (recorder.one("NamedQuery").inputs["description"], 1024),
    ]
    for text, limit in texts:
        assert limit - 5 < len(text.encode()) <= limit, (
            "Glue counts bytes, and as much is kept as fits"
        )
        assert text.endswith("…")


def test_the_longest_tables_names_fit_into_glue_and_into_every_description(tmp_path: Path) -> None:
    contract = yaml.safe_load(CLICKSTREAM.read_text(encoding="utf-8"))
    contract["schema"][0]["physicalName"] = "t" * 244
    path = tmp_path / "long.odcs.yaml"
    path.write_text(yaml.safe_dump(contract), encoding="utf-8")
    recorder = catalog(contract=str(path))
    assert max(len(found.inputs["name"]) for found in recorder.of("CatalogTable")) == 255
    assert len(recorder.one("Workgroup").inputs["description"]) <= 1024
    assert len(recorder.one("CatalogDatabase").inputs["description"]) <= 2048


@pytest.mark.parametrize("name", ["latest", "sessions"])
def test_a_view_is_a_table_of_glue_as_athena_writes_it(default: Recorder, name: str) -> None:
    view = table(default, name)
    assert view["name"] == f"clickstream_events_{name}"
    assert view["tableType"] == "VIRTUAL_VIEW"
    assert view["parameters"] == {"presto_view": "true", "comment": "Presto View"}
    assert view["viewExpandedText"] == "/* Presto View */"
    assert not view.get("description"), "Trino takes it for the comment, and the view for a table"
    stored = definition_of(view)
    assert (stored["catalog"], stored["schema"]) == ("awsdatacatalog", "shop_lake")
    columns = view["storageDescriptor"]["columns"]
    assert [column["name"] for column in stored["columns"]] == [each["name"] for each in columns]
    assert view["storageDescriptor"]["serDeInfo"], "Athena refuses a view without it"
    assert not view.get("partitionKeys"), "a view has no partitions of its own"


def definition_of(view: dict[str, Any]) -> dict[str, Any]:
    text = view["viewOriginalText"].removeprefix("/* Presto View: ").removesuffix(" */")
    return json.loads(base64.b64decode(text))


def test_the_view_of_the_latest_rows_has_the_columns_of_the_table(default: Recorder) -> None:
    events = table(default, "events")
    assert table(default, "latest")["storageDescriptor"]["columns"] == [
        *events["storageDescriptor"]["columns"],
        *events["partitionKeys"],
    ]


@pytest.mark.parametrize(
    ("contract", "views"),
    [
        (CLICKSTREAM, {"latest", "sessions"}),
        (SEGMENT, {"latest"}),
        (GA4, {"latest"}),
        (SONG_PLAYS, set[str]()),
    ],
    ids=["clickstream", "segment", "ga4", "song plays"],
)
def test_a_table_has_the_views_whose_columns_it_has(contract: Path, views: set[str]) -> None:
    tables = catalog(contract=str(contract)).of("CatalogTable")
    assert {found.name for found in tables} == {
        f"cat-{name}" for name in ("events", "quarantine", *views)
    }
