"""AWS limits on names and texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from botocore.session import get_session
from hypothesis import given
from hypothesis import strategies as st

from clickstream.contract import ContractError, aws_limits
from clickstream.contract.aws_limits import shorten
from clickstream.contract.daily_model_files import read_daily_models
from clickstream.contract.odcs import read_contract
from clickstream.contract.queries import QueryFileError, read_queries
from tests.paths import CLICKSTREAM
from tests.unit.contract.files import column, edited

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)

MODELLED = [
    ("glue", "CreateTable", ("TableInput", "Name"), aws_limits.GLUE_NAME_BYTES),
    ("glue", "CreateTable", ("TableInput", "Description"), aws_limits.GLUE_DESCRIPTION_BYTES),
    ("glue", "CreateJob", ("Description",), aws_limits.GLUE_DESCRIPTION_BYTES),
    ("lambda", "CreateFunction", ("Description",), aws_limits.LAMBDA_DESCRIPTION_CHARACTERS),
    ("athena", "CreateNamedQuery", ("Name",), aws_limits.QUERY_NAME_CHARACTERS),
    ("athena", "CreateNamedQuery", ("Description",), aws_limits.QUERY_DESCRIPTION_CHARACTERS),
    ("athena", "CreateNamedQuery", ("QueryString",), aws_limits.QUERY_SQL_BYTES),
]


@pytest.mark.parametrize(("service", "operation", "path", "limit"), MODELLED)
def test_the_limits_are_those_of_the_aws_api_models(
    service: str, operation: str, path: tuple[str, ...], limit: int
) -> None:
    shape: Any = get_session().get_service_model(service).operation_model(operation).input_shape
    for member in path:
        shape = shape.members[member]
    assert shape.metadata["max"] == limit


@given(TEXTS, st.integers(3, 300))
def test_a_description_fits_and_keeps_its_beginning(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short.encode()) <= limit, "Glue counts bytes"
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))
    assert short == text or len(text.encode()) > limit, "a text that fits is not changed"


def test_a_character_is_not_cut_in_two() -> None:
    assert shorten("東京東京", 10) == "東京…"


def test_a_table_name_without_room_for_the_quarantine_suffix_is_rejected(
    tmp_path: Path,
) -> None:
    path = edited(tmp_path, lambda document: document["schema"][0].update(physicalName="t" * 245))
    with pytest.raises(ContractError, match=r"the table's name has 245 characters.*244 or fewer"):
        read_contract(path)


def test_the_longest_table_name_is_accepted(tmp_path: Path) -> None:
    assert (
        read_contract(
            edited(tmp_path, lambda document: document["schema"][0].update(physicalName="t" * 244))
        ).table
        == "t" * 244
    )


def test_a_column_whose_name_is_too_long_is_rejected_with_its_length(tmp_path: Path) -> None:
    with pytest.raises(
        ContractError, match=rf"column '{'c' * 256}': the name has 256 characters.*255 or fewer"
    ):
        read_contract(edited(tmp_path, column("city", name="c" * 256)))


def test_the_table_of_a_daily_model_has_the_same_limit(tmp_path: Path) -> None:
    (tmp_path / "tables.odcs.yaml").write_text(
        f"apiVersion: v3.1.0\nkind: DataContract\nid: i\nversion: 1.0.0\nstatus: active\nschema: [{{name: {'t' * 245}, properties: []}}]\n",
        encoding="utf-8",
    )
    with pytest.raises(ContractError, match="the table's name has 245 characters"):
        read_daily_models(tmp_path, read_contract(CLICKSTREAM))


def query(directory: Path, name: str = "mine", sql: str = "SELECT 1 FROM t") -> None:
    (directory / f"{name}.sql").write_text(
        f"-- description: d\n-- table: t\n{sql}\n", encoding="utf-8"
    )


def test_a_query_above_the_limit_of_athena_is_rejected_with_its_length(tmp_path: Path) -> None:
    query(tmp_path, sql="SELECT '.' FROM t".replace(".", "é" * 131072))
    with pytest.raises(
        QueryFileError, match=r"mine\.sql: the SQL has 262160 bytes.*262144 or fewer"
    ):
        read_queries(tmp_path)


def test_a_query_whose_name_is_too_long_is_rejected_with_its_length(tmp_path: Path) -> None:
    query(tmp_path, "q" * 129)
    with pytest.raises(QueryFileError, match=r"the query's name has 129 characters.*128 or fewer"):
        read_queries(tmp_path)


def test_the_longest_query_and_name_are_accepted(tmp_path: Path) -> None:
    sql = "SELECT '' FROM t"
    query(tmp_path, "q" * 128, sql.replace("''", f"'{'e' * (262144 - len(sql))}'"))
    (read,) = read_queries(tmp_path)
    assert len(read.sql) == aws_limits.QUERY_SQL_BYTES
