"""Directories of daily models: what they say, and what is refused."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from clickstream.contract import ContractError
from clickstream.contract.daily_models import DailyModels
from clickstream.contract.model_files import TABLES_FILE, read_daily_models
from clickstream.contract.odcs import read_contract
from tests.paths import USER_PROFILE_MODELS, USER_PROFILES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Change = Callable[[list[dict[str, Any]]], object]

SOURCE = read_contract(USER_PROFILES)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return shutil.copytree(USER_PROFILE_MODELS, tmp_path / "models")


def refusal(directory: Path) -> str:
    with pytest.raises(ContractError) as error:
        read_daily_models(directory, SOURCE)
    return str(error.value)


def test_the_user_profile_is_six_tables_keyed_by_the_user() -> None:
    models = read_daily_models(USER_PROFILE_MODELS, SOURCE).models
    assert [model.table for model in models] == [
        f"user_{part}"
        for part in ("personal_details", "address", "location", "login", "picture", "registration")
    ]
    for model in models:
        assert model.columns[0].name == "user_id", f"{model.table} is joined to the others by it"
        assert model.description
        assert all(column.description for column in model.columns), model.table


def test_the_json_form_says_all_of_it() -> None:
    models = read_daily_models(USER_PROFILE_MODELS, SOURCE)
    assert DailyModels.from_json(models.to_json()) == models


def test_a_file_with_an_underscore_is_a_view_for_the_others() -> None:
    models = read_daily_models(USER_PROFILE_MODELS, SOURCE)
    assert list(models.views) == ["_people"]
    assert all("FROM _people" in model.sql for model in models.models)


def test_a_directory_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"nowhere/tables\.odcs\.yaml: no such file"):
        read_daily_models(tmp_path / "nowhere", SOURCE)


def test_a_table_without_a_query_and_a_query_without_a_table_are_refused(directory: Path) -> None:
    (directory / "user_login.sql").rename(directory / "user_logins.sql")
    assert "the table 'user_login' is not both declared and filled" in refusal(directory)
    shutil.copy(directory / "user_logins.sql", directory / "user_login.sql")
    assert "the table 'user_logins' is not both declared and filled" in refusal(directory)


@pytest.mark.parametrize("sql", ["", "-- nothing yet\n", "SELECT 1 AS user_id;\n"])
def test_a_file_that_is_not_one_query_is_refused(directory: Path, sql: str) -> None:
    (directory / "user_login.sql").write_text(sql, encoding="utf-8")
    assert "user_login.sql: a model is one query, without a semicolon at its end" in refusal(
        directory
    )


def _change(directory: Path, change: Change) -> None:
    document = yaml.safe_load((directory / TABLES_FILE).read_text(encoding="utf-8"))
    change(document["schema"])
    (directory / TABLES_FILE).write_text(yaml.safe_dump(document), encoding="utf-8")


def username(**fields: object) -> Change:
    """Return the change that sets fields of a column."""
    return lambda tables: tables[3]["properties"][1].update(fields)


def renamed(name: str) -> Change:
    """Return the change that gives a table another name."""
    return lambda tables: tables[3].update(name=name)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(
            renamed("user_address"),
            "describes the tables user_personal_details, user_address",
            id="two of one name",
        ),
        pytest.param(
            renamed("User-Login"), "the table's name is 'User-Login'", id="no name for Glue"
        ),
        pytest.param(list[Any].clear, "describes the tables none", id="no table"),
        pytest.param(
            username(name="user_id"),
            "column 'user_id': two columns have this name",
            id="a column twice",
        ),
        pytest.param(
            username(physicalType="int"),
            "column 'username': physicalType 'int' is not known",
            id="an unknown type",
        ),
        pytest.param(
            username(partitioned=True),
            "column 'username': it is partitioned, derived",
            id="a partition",
        ),
        pytest.param(
            username(transformLogic="1"),
            "column 'username': it is partitioned, derived",
            id="a derived column",
        ),
        pytest.param(
            username(classification="restricted"), "or restricted", id="a restricted column"
        ),
        pytest.param(
            username(name="p_date"),
            "'user_login' declares the partition",
            id="the job's own column",
        ),
    ],
)
def test_tables_that_cannot_be_made_are_refused(
    directory: Path, change: Change, words: str
) -> None:
    _change(directory, change)
    assert words in refusal(directory)


def test_a_model_may_not_take_the_name_of_a_table_of_events(directory: Path) -> None:
    _change(directory, renamed("user_profiles_quarantine"))
    (directory / "user_login.sql").rename(directory / "user_profiles_quarantine.sql")
    assert "'user_profiles_quarantine' is where events go" in refusal(directory)
