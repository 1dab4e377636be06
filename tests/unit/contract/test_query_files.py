"""Files of named queries: header, name and SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clickstream.contract.queries import NamedQuery, QueryFileError, read_queries

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("-- table: t\nSELECT 1 FROM t", "the header has no description"),
        ("-- description: d\nSELECT 1 FROM t", "the header has no table"),
        ("-- description:\n-- table: t\nSELECT 1 FROM t", "the header has no description"),
        ("-- description: d\n-- table: t\n", "does not read the table 't'"),
        ("-- description: d\n-- table: t\nSELECT 1 FROM t2", "does not read the table 't'"),
        ("-- description: d\n-- table: t\nSELECT 1 FROM t;", "semicolon"),
    ],
)
def test_a_query_file_that_cannot_be_used_is_named_with_the_problem(
    tmp_path: Path, text: str, problem: str
) -> None:
    (tmp_path / "mine.sql").write_text(text)
    with pytest.raises(QueryFileError, match=rf"mine\.sql: .*{problem}"):
        read_queries(tmp_path)


def test_a_query_file_whose_name_is_not_a_word_is_refused(tmp_path: Path) -> None:
    (tmp_path / "two words.sql").write_text("-- description: d\n-- table: t\nSELECT 1 FROM t")
    with pytest.raises(QueryFileError, match="is no valid name of a query"):
        read_queries(tmp_path)


def test_a_missing_directory_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QueryFileError, match="no such directory"):
        read_queries(tmp_path / "none")


def test_comments_of_the_sql_itself_stay(tmp_path: Path) -> None:
    (tmp_path / "mine.sql").write_text(
        "-- description: d\n-- table: t\n-- note: why\nSELECT 1 FROM t\n"
    )
    assert read_queries(tmp_path)[0] == NamedQuery(
        "mine", "d", "t", "-- note: why\nSELECT 1 FROM t"
    )


def test_a_query_mentions_the_words_outside_of_texts_and_comments() -> None:
    query = NamedQuery(
        "mine", "d", "t", "-- month\nSELECT Day AS n FROM t WHERE a = 'year' AND \"Hour\" = 1"
    )
    assert query.mentions({"day"})
    assert query.mentions({"hour", "other"}), "a name in quotes too"
    assert not query.mentions({"month", "year"}), "a comment or a text names no column"
