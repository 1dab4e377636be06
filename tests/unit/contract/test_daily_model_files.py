"""Reader of a directory of daily models."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from clickstream.contract import ContractError
from clickstream.contract.daily_model_files import TABLES_FILE, read_daily_models
from clickstream.contract.daily_models import DailyModels
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


def rejection(directory: Path) -> str:
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


def test_the_json_form_holds_all_models() -> None:
    models = read_daily_models(USER_PROFILE_MODELS, SOURCE)
    assert DailyModels.from_json(models.to_json()) == models
    assert SOURCE.file not in models.to_json(), "a path differs between machines"


def test_a_file_with_an_underscore_defines_a_view() -> None:
    models = read_daily_models(USER_PROFILE_MODELS, SOURCE)
    assert list(models.views) == ["_people"]
    assert all("FROM _people" in model.sql for model in models.models)


def test_a_missing_directory_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match=r"nowhere/tables\.odcs\.yaml: no such file"):
        read_daily_models(tmp_path / "nowhere", SOURCE)


def test_a_table_without_a_query_and_a_query_without_a_table_are_rejected(directory: Path) -> None:
    (directory / "user_login.sql").rename(directory / "user_logins.sql")
    assert "the table 'user_login' has no query file" in rejection(directory)
    shutil.copy(directory / "user_logins.sql", directory / "user_login.sql")
    message = rejection(directory)
    assert message.startswith(f"{directory / 'user_logins.sql'}: "), "the message names the file"
    assert "the table 'user_logins' is not declared in tables.odcs.yaml" in message


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("", "the file holds no query"),
        ("-- nothing yet\n", "the file holds no query"),
        ("SELECT 1 AS user_id;\n", "the query ends with a semicolon"),
    ],
)
def test_a_file_that_is_not_one_query_is_rejected(directory: Path, sql: str, problem: str) -> None:
    (directory / "user_login.sql").write_text(sql, encoding="utf-8")
    assert f"user_login.sql: {problem}. Write one SELECT" in rejection(directory)


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
            "two tables have the name 'user_address'",
            id="two tables of one name",
        ),
        pytest.param(
            renamed("User-Login"),
            "the table's name is 'User-Login'",
            id="a name that is not valid in Glue",
        ),
        pytest.param(list[Any].clear, "it declares no table", id="no table"),
        pytest.param(
            username(name="user_id"),
            "column 'user_id': two columns have this name",
            id="two columns of one name",
        ),
        pytest.param(
            username(physicalType="tinyint"),
            "column 'username': physicalType 'tinyint' is not supported",
            id="an unknown type",
        ),
        pytest.param(
            username(partitioned=True),
            "column 'username': a column of a daily model cannot have `partitioned`",
            id="a partition key",
        ),
        pytest.param(
            username(transformLogic="1"),
            "column 'username': a column of a daily model cannot have `transformLogic`",
            id="a derived column",
        ),
        pytest.param(
            username(classification="restricted"),
            "cannot have `classification: restricted`",
            id="a restricted column",
        ),
        pytest.param(
            username(name="p_date"),
            "column 'p_date': the table 'user_login' declares the partition key",
            id="the partition key of the job",
        ),
    ],
)
def test_invalid_tables_are_rejected(directory: Path, change: Change, words: str) -> None:
    _change(directory, change)
    assert words in rejection(directory)


def test_a_model_must_not_have_the_name_of_the_quarantine_table(directory: Path) -> None:
    _change(directory, renamed("user_profiles_quarantine"))
    (directory / "user_login.sql").rename(directory / "user_profiles_quarantine.sql")
    assert (
        "'user_profiles_quarantine' has the name of the events table or of its quarantine"
        in rejection(directory)
    )
