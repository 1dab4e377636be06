"""Daily models in local Spark, over the shipped sample that the Lambda converter converted."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet as pq
import pytest
from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

import daily_models
from clickstream.contract.daily_model_files import read_daily_models
from clickstream.contract.odcs import read_contract
from clickstream.local.spark import OPTIONS
from clickstream_models.run import Addresses, ModelError, read_day, run_models
from converter.objects import RawObject, convert_object
from tests.paths import USER_PROFILE_MODELS, USER_PROFILES
from tests.unit.converter.fakes import FakeS3, rules
from tests.user_profiles import SAMPLE, login_of, profiles, secrets

DAY, DAY_BEFORE, EMPTY_DAY = date(2025, 11, 26), date(2025, 11, 25), date(2025, 11, 24)
MODELS = read_daily_models(USER_PROFILE_MODELS, read_contract(USER_PROFILES))
PARQUET_OF = {"string": "BYTE_ARRAY", "bigint": "INT64", "double": "DOUBLE", "timestamp": "INT64"}


@dataclass(frozen=True)
class Tables:
    """Lake on the local disk, and the Spark session that reads and writes it."""

    spark: SparkSession
    directory: Path

    @property
    def addresses(self) -> Addresses:
        return Addresses(f"{self.directory.as_uri()}/events/", f"{self.directory.as_uri()}/models/")

    def convert(self, body: bytes, key: str = "raw/a") -> None:
        """Convert an object into the lake."""
        s3 = FakeS3({(key, None): body})
        convert_object(RawObject("raw", key), s3.lake(), rules(MODELS.source))
        for name, content in s3.written.items():
            (self.directory / name).parent.mkdir(parents=True, exist_ok=True)
            (self.directory / name).write_bytes(content)

    def run(self, day: date = DAY) -> dict[str, int]:
        return run_models(self.spark, MODELS, self.addresses, day)

    def rows(self, table: str, day: date = DAY) -> dict[str, dict[str, Any]]:
        """Return the rows of a day by user."""
        found = [
            row
            for path in (self.directory / "models" / table / f"p_date={day}").glob("*.parquet")
            for row in rows_of(path)
        ]
        assert len({row["user_id"] for row in found}) == len(found), f"{table}: one row per person"
        return {row["user_id"]: row for row in found}

    def files(self) -> dict[str, bytes]:
        """Return the Parquet files of the models' tables by path."""
        below = self.directory / "models"
        return {
            str(path.relative_to(below)): path.read_bytes() for path in below.rglob("*.parquet")
        }


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file, read with pyarrow, which did not write it."""
    file: Any = pq.ParquetFile(path)  # pyarrow's stubs are partial
    return file.read().to_pylist()


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> SparkSession:
    """Return a session that shares no tables, views or settings with other tests."""
    context = {**OPTIONS, "spark.sql.warehouse.dir": str(tmp_path_factory.mktemp("warehouse"))}
    session = (
        SparkSession.Builder().master("local[2]").config(map={**context}).getOrCreate().newSession()
    )
    for key, value in {**daily_models.SPARK_SETTINGS, "spark.sql.shuffle.partitions": 4}.items():
        session.conf.set(key, str(value))
    return session


def with_sample(spark: SparkSession, directory: Path) -> Tables:
    made = Tables(spark, directory)
    made.convert(SAMPLE.read_bytes())
    return made


@pytest.fixture
def tables(spark: SparkSession, tmp_path: Path) -> Tables:
    """Return a lake with the sample's events, for tests that change it."""
    return with_sample(spark, tmp_path)


@pytest.fixture(scope="module")
def modelled(spark: SparkSession, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """Return a lake with the models run over both days of the sample, for read-only tests."""
    made = with_sample(spark, tmp_path_factory.mktemp("lake"))
    made.run(DAY_BEFORE)
    made.run(DAY)
    return made


def latest(day: date = DAY) -> dict[str, dict[str, Any]]:
    """Return the last profile of each person on a day, by user id."""
    said = sorted(
        (profile for profile in profiles() if profile["fetched_at"].startswith(day.isoformat())),
        key=lambda profile: profile["fetched_at"],
    )
    return {profile["login"]["uuid"]: profile for profile in said if profile.get("login")}


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)


def test_the_sample_has_moves_and_repeated_polls() -> None:
    people = latest()
    assert (
        len(people)
        < len(
            [profile for profile in profiles() if profile["fetched_at"].startswith(DAY.isoformat())]
        )
        - 3
    ), "people come more than once"
    assert set(latest(DAY_BEFORE)) - set(people), "somebody comes on the other day alone"
    assert len(
        {
            json.dumps(profile.get("location"))
            for profile in profiles()
            if login_of(profile).get("uuid") in people
        }
    ) > len(people), "they move"


def test_every_table_has_one_row_for_each_person_of_the_day(tables: Tables) -> None:
    rows = tables.run()
    assert rows == {
        "user_profiles": 24,
        **dict.fromkeys((model.table for model in MODELS.models), len(latest())),
    }
    for model in MODELS.models:
        assert set(tables.rows(model.table)) == set(latest()), (
            f"{model.table}: one row for each person with an id"
        )


def test_personal_details_are_the_last_ones_of_the_day(modelled: Tables) -> None:
    found = modelled.rows("user_personal_details")
    regular = {user: profile for user, profile in latest().items() if not user.startswith("odd")}
    assert len(regular) > 5
    for user, profile in regular.items():
        assert found[user] == {
            "user_id": user,
            "title": profile["name"]["title"],
            "first_name": profile["name"]["first"],
            "last_name": profile["name"]["last"],
            "gender": profile["gender"],
            "date_of_birth": instant(profile["dob"]["date"]),
            "age": profile["dob"]["age"],
            "nationality": profile["nat"],
            "email": profile["email"],
            "phone": profile["phone"],
            "cell": profile["cell"],
        }


def test_addresses_and_locations_are_the_last_ones_of_the_day(modelled: Tables) -> None:
    addresses, locations = modelled.rows("user_address"), modelled.rows("user_location")
    for user, profile in latest().items():
        if user.startswith("odd"):
            continue
        place = profile["location"]
        assert addresses[user] == {
            "user_id": user,
            "street_number": str(place["street"]["number"]),
            "street_name": place["street"]["name"],
            "postcode": str(place["postcode"]),
            "city": place["city"],
            "state": place["state"],
            "country": place["country"],
        }
        assert locations[user] == {
            "user_id": user,
            "latitude": float(place["coordinates"]["latitude"]),
            "longitude": float(place["coordinates"]["longitude"]),
            "timezone_offset": place["timezone"]["offset"],
            "timezone_description": place["timezone"]["description"],
        }


def test_logins_pictures_and_registrations_are_tables_too(modelled: Tables) -> None:
    logins, pictures, registrations = (
        modelled.rows(f"user_{part}") for part in ("login", "picture", "registration")
    )
    for user, profile in latest().items():
        if user.startswith("odd"):
            continue
        assert logins[user] == {"user_id": user, "username": profile["login"]["username"]}
        assert pictures[user] == {
            "user_id": user,
            **{f"{size}_url": address for size, address in profile["picture"].items()},
        }
        assert registrations[user]["registered_at"] == instant(profile["registered"]["date"])
        assert registrations[user]["years_registered"] == profile["registered"]["age"]


def test_missing_and_odd_values_are_null_and_affect_no_other_value(modelled: Tables) -> None:
    details, addresses, locations = (
        modelled.rows("user_personal_details"),
        modelled.rows("user_address"),
        modelled.rows("user_location"),
    )

    def empty(row: dict[str, Any], *columns: str) -> bool:
        return all(row[column] is None for column in columns or row.keys() - {"user_id"})

    assert empty(details["odd-0"], "title", "first_name", "last_name"), "no name"
    assert details["odd-0"]["email"]
    assert empty(modelled.rows("user_picture")["odd-0"]), "an empty object"
    assert empty(addresses["odd-1"]), "no location"
    assert empty(locations["odd-1"])
    assert empty(details["odd-1"], "date_of_birth", "age"), "nulls in an object"
    assert empty(addresses["odd-2"], "street_number", "street_name"), "a street that is no object"
    assert addresses["odd-2"]["city"], "and a city beside it"
    assert empty(modelled.rows("user_registration")["odd-2"]), "a text where an object belongs"
    assert (locations["odd-3"]["latitude"], locations["odd-3"]["longitude"]) == (None, 4.8), (
        "a latitude that is no number"
    )
    assert addresses["odd-3"]["postcode"] == "0123", "a text keeps its zero"
    assert empty(details["odd-3"], "date_of_birth", "age"), "words for a date and a number"
    for model in MODELS.models:
        assert empty(modelled.rows(model.table)["odd-4"]), (
            f"{model.table}: of a person with an id alone"
        )


def test_no_secret_is_in_any_file_of_the_lake(modelled: Tables) -> None:
    stored = "\n".join(
        json.dumps(rows_of(path), default=str, ensure_ascii=False)
        for path in modelled.directory.rglob("*.parquet")
    )
    stored_bytes = b"".join(
        path.read_bytes() for path in modelled.directory.rglob("*") if path.is_file()
    )
    assert "花子" in stored, "values are looked through, packed or not"
    assert not [
        secret for secret in secrets() if secret in stored or secret.encode() in stored_bytes
    ]


def plan_of(frame: Any) -> str:
    return frame._jdf.queryExecution().toString()  # noqa: SLF001 - PySpark itself shows plans on stdout only


def test_the_plan_reads_only_the_partition_of_the_day(modelled: Tables) -> None:
    events = read_day(modelled.spark, MODELS.source, modelled.addresses.events, DAY)
    plan = plan_of(events)
    assert re.search(
        r"PartitionFilters: \[isnotnull\(year#\d+\), isnotnull\(month#\d+\), isnotnull\(day#\d+\), \(year#\d+ = 2025\)",
        plan,
    ), "the predicate is pushed down"
    listed = {Path(name).parent.name for name in events.inputFiles()}
    assert listed == {"day=26"}, "Spark lists the files of one partition, however many there are"


def test_spark_finds_no_partitions_of_a_table_with_partition_projection(modelled: Tables) -> None:
    columns = "event_id string, year string, month string, day string"
    address = modelled.addresses.events
    modelled.spark.sql(
        f"CREATE TABLE projected ({columns}) USING parquet PARTITIONED BY (year, month, day) LOCATION '{address}'"
    )
    assert modelled.spark.table("projected").count() == 0, (
        "partitions are not registered, so a read through the catalog finds none"
    )
    modelled.spark.sql("DROP TABLE projected")


def test_the_query_of_every_model_keeps_the_predicate(modelled: Tables) -> None:
    read_day(modelled.spark, MODELS.source, modelled.addresses.events, DAY).createOrReplaceTempView(
        "source"
    )
    for name, sql in MODELS.views.items():
        modelled.spark.sql(sql).createOrReplaceTempView(name)
    for model in MODELS.models:
        plan = plan_of(modelled.spark.sql(model.sql))
        assert plan.count("PartitionFilters: [isnotnull(year") == 1, (
            f"{model.table} reads the partition once"
        )


def test_a_second_run_gives_the_same_and_leaves_other_days_as_they_are(tables: Tables) -> None:
    tables.run(DAY_BEFORE)
    before = tables.files()
    tables.run(DAY)
    first = {model.table: tables.rows(model.table) for model in MODELS.models}
    rows = tables.run(DAY)
    assert {model.table: tables.rows(model.table) for model in MODELS.models} == first
    assert rows["user_login"] == len(latest())
    assert {
        path: content for path, content in tables.files().items() if f"p_date={DAY_BEFORE}" in path
    } == before, "not a byte of another day changes"


def test_late_events_are_in_the_next_run_of_their_day(tables: Tables) -> None:
    tables.run()
    late = {
        **latest()["odd-0"],
        "login": {"uuid": "late"},
        "fetched_at": "2025-11-26T23:59:59.999Z",
    }
    tables.convert(json.dumps(late).encode(), "raw/late")
    tables.run()
    assert set(tables.rows("user_login")) == {*latest(), "late"}


def test_a_day_without_events_is_no_failure_and_has_no_rows(tables: Tables) -> None:
    assert set(tables.run(EMPTY_DAY).values()) == {0}
    assert not any(tables.rows(model.table, EMPTY_DAY) for model in MODELS.models)


def test_a_day_whose_events_are_gone_loses_its_rows(tables: Tables) -> None:
    tables.run()
    for path in (tables.directory / "events").rglob("day=26/*.parquet"):
        path.unlink()
    tables.run()
    assert not any(tables.rows(model.table) for model in MODELS.models), (
        "a rerun leaves nothing of an earlier one"
    )


def test_files_from_before_a_column_was_added_are_read(tables: Tables) -> None:
    column = replace(MODELS.source.columns[2], name="shoe_size")
    wider = replace(MODELS, source=replace(MODELS.source, columns=(*MODELS.source.columns, column)))
    rows = run_models(tables.spark, wider, tables.addresses, DAY)
    assert rows["user_login"] == len(latest())


@pytest.mark.parametrize("model", MODELS.models, ids=lambda model: model.table)
def test_the_files_are_what_the_glue_table_says(modelled: Tables, model: Any) -> None:
    (path,) = (modelled.directory / "models" / model.table / f"p_date={DAY}").glob("*.parquet")
    schema: list[Any] = list(cast("Any", pq.ParquetFile(path)).schema)
    assert [(column.name, column.physical_type) for column in schema] == [
        (column.name, PARQUET_OF[column.type]) for column in model.columns
    ]
    for words in (
        str(column.logical_type) for column in schema if column.logical_type.type == "TIMESTAMP"
    ):
        assert "isAdjustedToUTC=false" in words, "Hive's timestamp has no zone"
        assert "timeUnit=microseconds" in words, (
            "Spark writes no milliseconds without a zone; nanoseconds would be junk dates in Athena"
        )


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        (
            "SELECT user_id, 1 AS username FROM _people",
            "gives username int where the table declares username string",
        ),
        (
            "SELECT username, user_id FROM _people",
            "gives no other column where the table declares only their order",
        ),
        (
            "SELECT user_id FROM _people",
            "gives no other column where the table declares username string",
        ),
        (
            "SELECT user_id, username, email FROM _people",
            "gives email string where the table declares only their order",
        ),
    ],
)
def test_a_query_whose_columns_differ_from_its_table_changes_no_table(
    tables: Tables, sql: str, words: str
) -> None:
    tables.run()
    before = tables.files()
    wrong = replace(
        MODELS,
        models=tuple(
            replace(model, sql=sql) if model.table == "user_login" else model
            for model in MODELS.models
        ),
    )
    with pytest.raises(ModelError, match=f"user_login.sql {words}"):
        run_models(tables.spark, wrong, tables.addresses, DAY)
    assert tables.files() == before, "queries are looked at before any table is written"


def test_a_query_that_does_not_parse_changes_no_table(tables: Tables) -> None:
    wrong = replace(
        MODELS,
        models=(
            *MODELS.models[:-1],
            replace(MODELS.models[-1], sql="SELECT shoe_size FROM _people"),
        ),
    )
    with pytest.raises(AnalysisException, match="shoe_size"):
        run_models(tables.spark, wrong, tables.addresses, DAY)
    assert not tables.files()


def test_the_script_runs_over_yesterday_unless_a_date_is_given(
    tables: Tables, capsys: pytest.CaptureFixture[str]
) -> None:
    addresses = [
        "--events",
        tables.addresses.events.removesuffix("/"),
        "--models",
        tables.addresses.models,
        "--JOB_NAME",
        "daily",
        "--JOB_RUN_ID",
        "jr_1",
    ]
    daily_models.main([*addresses, "--date", "2025-11-25"], MODELS)
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (said["date"], said["rows"]["user_login"]) == ("2025-11-25", len(latest(DAY_BEFORE)))
    daily_models.main(addresses, MODELS)
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["date"] in {
        f"{datetime.now(UTC).date() - timedelta(days=days)}" for days in (1, 2)
    }, "2, if midnight was between"
    assert said["rows"]["user_profiles"] == 0


@pytest.mark.parametrize("day", ["26.11.2025", "yesterday"])
def test_an_invalid_date_is_refused_with_its_value(
    day: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        daily_models.main(
            ["--events", "s3://lake/events/", "--models", "s3://lake/models/", "--date", day],
            MODELS,
        )
    assert f"argument --date: invalid fromisoformat value: '{day}'" in capsys.readouterr().err
