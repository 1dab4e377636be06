"""Rows that the daily models give, in local Spark, on the shipped sample."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, cast

import pyarrow.parquet as pq
import pytest

from tests.spark.tables import DAY, DAY_BEFORE, MODELS, Tables, latest, rows_of
from tests.user_profiles import login_of, profiles, secrets

PARQUET_OF = {"string": "BYTE_ARRAY", "bigint": "INT64", "double": "DOUBLE", "timestamp": "INT64"}


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
