"""The deployed daily models on the emulator, run by local Spark and queried with Athena."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from clickstream.local.daily_models import run_models as run
from clickstream.local.stack import LocalStackError, ephemeral
from tests.e2e.verbs import Lake, eventually
from tests.paths import ROOT, USER_PROFILE_MODELS, USER_PROFILES
from tests.user_profiles import SAMPLE, login_of, profiles, secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.long
DAY, DAY_BEFORE = "2025-11-26", "2025-11-25"
PEOPLE = {
    login_of(profile)["uuid"]: profile
    for profile in profiles()
    if profile["fetched_at"].startswith(DAY) and login_of(profile)
}


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    settings = {
        "contract": str(USER_PROFILES.relative_to(ROOT)),
        "dailyModels": str(USER_PROFILE_MODELS.relative_to(ROOT)),
    }
    with ephemeral(settings) as stack:
        lake = Lake(stack)
        source = lake.put_object(SAMPLE.read_bytes())
        eventually(lambda: len(lake.rows(source)) == len(profiles()), "every record is a row")
        yield lake


@pytest.fixture(scope="module")
def rows(lake: Lake) -> dict[str, int]:
    """Run the deployed job over both days of the sample; return the row counts of the last."""
    run_models(lake, DAY_BEFORE)
    return run_models(lake, DAY)


def run_models(lake: Lake, day: str) -> dict[str, int]:
    return run(lake.stack, lake.stack.outputs["daily_models_job"], day)


def test_the_job_is_deployed_with_its_trigger(lake: Lake) -> None:
    (trigger,) = lake.client("glue").get_triggers()["Triggers"]
    assert (trigger["Type"], trigger["Schedule"]) == ("SCHEDULED", "cron(30 1 * * ? *)")
    assert [action["JobName"] for action in trigger["Actions"]] == [
        lake.stack.outputs["daily_models_job"]
    ]


def test_the_deployed_script_runs_the_models_over_the_day(rows: dict[str, int]) -> None:
    assert set(rows.values()) == {24, len(PEOPLE)}, "events read, and people in every table"


def test_athena_answers_from_every_table(lake: Lake, rows: dict[str, int]) -> None:
    for table in rows.keys() - {"user_profiles"}:
        found = lake.query(f"SELECT * FROM {table} WHERE p_date = '{DAY}'")  # noqa: S608 - ours
        assert {row["user_id"] for row in found} == set(PEOPLE), table
        assert {row["p_date"] for row in found} == {DAY}


def test_the_tables_join_by_the_person(lake: Lake, rows: dict[str, int]) -> None:
    assert rows
    found = lake.query(
        """
        SELECT d.user_id, d.first_name, d.date_of_birth, l.username, a.city
        FROM user_personal_details d
        JOIN user_login l ON l.user_id = d.user_id AND l.p_date = d.p_date
        JOIN user_address a ON a.user_id = d.user_id AND a.p_date = d.p_date
        WHERE d.p_date = '2025-11-26' AND d.user_id NOT LIKE 'odd%'
        """
    )
    assert len(found) == len([user for user in PEOPLE if not user.startswith("odd")]) > 5
    for row in found:
        person = PEOPLE[row["user_id"]]
        assert (row["first_name"], row["username"], row["city"]) == (
            person["name"]["first"],
            person["login"]["username"],
            person["location"]["city"],
        )
        assert row["date_of_birth"] == person["dob"]["date"].replace("T", " ").removesuffix("Z"), (
            "times are in UTC, to the millisecond"
        )


def test_a_second_run_replaces_its_days_files_and_no_others(
    lake: Lake, rows: dict[str, int]
) -> None:
    def files(day: str) -> dict[str, str]:
        return {
            key: tag
            for key, tag in lake.files().items()
            if key.startswith("models/") and f"/p_date={day}/" in key and key.endswith(".parquet")
        }

    first, other = files(DAY), files(DAY_BEFORE)
    assert run_models(lake, DAY) == rows
    assert files(DAY_BEFORE) == other, "another day's objects are the same"
    assert len(files(DAY)) == len(first) == 6, "no file of the first run remains"
    assert not files(DAY).keys() & first.keys()


def test_no_secret_is_in_any_object_of_the_lake_bucket(lake: Lake, rows: dict[str, int]) -> None:
    s3, bucket = lake.client("s3"), lake.stack.outputs["lake_bucket"]
    bodies = {key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in lake.files()}
    assert not [
        (key, secret)
        for key, body in bodies.items()
        for secret in secrets()
        if secret.encode() in body
    ]
    everything = json.dumps(
        [lake.query(f"SELECT * FROM {table}") for table in rows],  # noqa: S608 - ours
        ensure_ascii=False,
    )
    assert "花子" in everything, "packed values are looked through too"
    assert not [secret for secret in secrets() if secret in everything]


def test_the_error_of_a_failed_job_is_shown(lake: Lake) -> None:
    with pytest.raises(
        LocalStackError,
        match=r"(?s)exit status 2; .*argument --date: invalid fromisoformat value: 'soon'",
    ):
        run_models(lake, "soon")
