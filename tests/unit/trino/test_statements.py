"""Collection of the repository's SQL statements."""

from __future__ import annotations

import pytest

from tests.paths import ROOT
from tests.trino.statements import (
    Statement,
    collect,
    markdown_statements,
    parameters,
    python_statements,
    split,
)

TABLES = {"clickstream_events", "orders"}
PAGE = """Read `SELECT a FROM orders`, not `SELECT DISTINCT a`, and not `orders`.

```sql
-- first; not a statement
SELECT ';' FROM orders;
SELECT 1 FROM elsewhere
```

```sh
clickstream query --stack dev \\
    "SELECT a
     FROM orders" --format csv   # a comment
clickstream query --stack dev events_by_type
```

    SELECT b FROM orders

`SELECT c FROM "orders"`
"""


def test_a_page_has_statements_in_sql_in_commands_and_in_inline_code() -> None:
    assert list(markdown_statements(PAGE, "page.md", TABLES)) == [
        Statement("page.md:4", ("-- first; not a statement\nSELECT ';' FROM orders",)),
        Statement("page.md:10", ("SELECT a\n     FROM orders",)),
        Statement("page.md:1", ("SELECT a FROM orders",)),
        Statement("page.md:18", ('SELECT c FROM "orders"',)),
    ]


MODULE = '''"""SELECT is a word here."""
SQL = "SELECT a FROM orders"
OTHER = "SELECT a FROM elsewhere"
COMMAND = 'clickstream query --local "SELECT b FROM orders"'
run(f"SELECT {columns} FROM {stack.outputs['table']} WHERE id = '{sent['id']}'")
run("SELECT json_extract_scalar(extra, '{a}') FROM {table}".format(table=table))
with pytest.raises(Error, match="no table"):
    run("SELECT c FROM orders")
'''


def test_a_module_has_statements_in_its_texts_except_those_that_are_to_be_refused() -> None:
    assert list(python_statements(MODULE, "module.py", TABLES)) == [
        Statement("module.py:2", ("SELECT a FROM orders",)),
        Statement("module.py:4", ("SELECT b FROM orders",)),
        Statement("module.py:5", ("SELECT * FROM clickstream_events WHERE id = 'x'",)),
        Statement(
            "module.py:6",
            (
                "SELECT json_extract_scalar(extra, 'x') FROM clickstream_events",
                "SELECT json_extract_scalar(extra, 'x') FROM clickstream_events_quarantine",
            ),
        ),
    ]


def test_an_expression_without_a_text_is_named_with_its_place_and_the_remedy() -> None:
    source = 'run(f"SELECT {surprise} FROM orders")'
    with pytest.raises(ValueError, match=r"module\.py:1: .* \{surprise\}, .* Add one"):
        list(python_statements(source, "module.py", TABLES))


@pytest.mark.parametrize(
    ("sql", "number"),
    [
        ("SELECT 1", 0),
        ("SELECT '?' -- why?\n, \"?\" /* ? */", 0),
        ("SELECT a FROM t WHERE d BETWEEN ? AND ?", 2),
    ],
)
def test_only_question_marks_of_the_sql_are_parameters(sql: str, number: int) -> None:
    assert parameters(sql) == number


def test_a_script_is_split_at_semicolons_outside_texts_and_comments() -> None:
    assert split("SELECT ';'; -- a;b\nSELECT 2;\n") == ["SELECT ';'", "-- a;b\nSELECT 2"]


def test_this_repository_has_statements_in_readme_docs_program_and_tests() -> None:
    found = collect(ROOT, {"clickstream_events", "clickstream_events_quarantine"})
    places = {statement.place.split("/")[0].split(":")[0] for statement in found}
    assert places >= {"README.md", "docs", "clickstream", "tests"}
