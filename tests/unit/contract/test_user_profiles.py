"""The shipped contract of user profiles: nested records, and the secrets in them."""

from __future__ import annotations

import json

import polars as pl
import pytest

from clickstream.contract.odcs import read_contract
from converter.objects import RawObject, convert_object
from tests.paths import USER_PROFILES
from tests.unit.converter.fakes import FakeS3, converted_bytes, rules
from tests.user_profiles import SAMPLE, lines, login_of, profiles, secrets

CONTRACT = read_contract(USER_PROFILES)


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    conversion = converted_bytes(CONTRACT, SAMPLE.read_bytes())
    assert conversion.quarantine.is_empty(), "every record of the sample is a row"
    return conversion.rows


def test_the_sample_is_what_its_generator_makes() -> None:
    assert SAMPLE.read_text(encoding="utf-8") == lines(), (
        "write it anew: python tests/user_profiles.py"
    )


def test_nested_objects_are_their_json(rows: pl.DataFrame) -> None:
    for column in ("name", "location", "dob", "registered", "picture"):
        assert rows[column].to_list() == [text(profile.get(column)) for profile in profiles()], (
            column
        )


def text(value: object) -> object:
    return (
        value
        if value is None or isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    )


def test_a_users_id_and_name_come_from_the_login_that_is_not_stored(rows: pl.DataFrame) -> None:
    logins = [login_of(profile) for profile in profiles()]
    assert rows["user_id"].to_list() == [login.get("uuid") for login in logins]
    assert rows["username"].to_list() == [login.get("username") for login in logins]
    assert not {"login", "id"} & set(rows.columns)


def test_no_secret_of_any_record_is_stored_in_any_column() -> None:
    s3 = FakeS3({("raw/a", None): SAMPLE.read_bytes()})
    convert_object(RawObject("raw", "raw/a"), s3.lake(), rules(CONTRACT))
    stored = "\n".join(
        pl.concat([pl.read_parquet(body) for body in s3.written.values()])
        .write_ndjson()
        .splitlines()
    )
    assert "花子" in stored, "the text is looked through as it was written"
    assert len(secrets()) > 50, "there is something to look for"
    assert not [secret for secret in secrets() if secret in stored], (
        "passwords, salts, hashes and national identity numbers are restricted"
    )


def test_no_field_of_the_api_is_unknown_to_the_contract(rows: pl.DataFrame) -> None:
    assert rows["extra"].null_count() == rows.height, (
        "what the contract does not name would be stored in `extra`, secrets too"
    )
