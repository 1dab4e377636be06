"""Runs of the daily models over a day that was run before, that changed or that is empty."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

import daily_models
from clickstream_models.run import run_models
from tests.spark.tables import DAY, DAY_BEFORE, EMPTY_DAY, MODELS, Tables, latest


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
