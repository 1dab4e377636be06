import pytest

from clickstream.local.sql.errors import AthenaError
from clickstream.local.sql.syntax import check_syntax, parse


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("SELECT a FROM t LIMIT 3 OFFSET 2", "1:25: mismatched input 'OFFSET'. Expecting: <EOF>"),
        (
            "select a from t where a == 1",
            "1:26: mismatched input '='. Expecting: 'ALL', 'ANY', 'SOME', <expression>",
        ),
        ("SELECT a, FROM t", "1:11: mismatched input 'FROM'. Expecting: '*', <expression>"),
        (
            "SELECT DISTINCT ON (a) b FROM t",
            "1:17: mismatched input 'ON'. Expecting: '*', <expression>",
        ),
        ("SELECT a\nFROM t\nWHERE from", "3:7: mismatched input 'from'. Expecting: <expression>"),
        (
            "SELECT 'ß' AS x FROM t WHERE",
            "1:29: mismatched input '<EOF>'. Expecting: <expression>",
        ),
        ("SELECT CAST(a AS )", "1:18: mismatched input ')'. Expecting: <type>"),
        ("SELECT * FROM t WHERE EXISTS (", "1:31: mismatched input '<EOF>'. Expecting: <query>"),
        (
            "SELECT a FROM a AS x TABLESAMPLE x",
            "1:34: mismatched input 'x'. Expecting: 'BERNOULLI', 'SYSTEM'",
        ),
        (
            "SELECT fuu FROM dual ORDER BY fuu ORDER BY fuu",
            "1:35: mismatched input 'ORDER'. Expecting: '%', '*', '+', ',', '-', '.', '/', 'AND', 'ASC', 'AT', 'DESC', 'FETCH', 'LIMIT', 'NULLS', 'OFFSET', 'OR', '[', '||', <EOF>, <predicate>",
        ),
        ("SELECT `a` FROM t", "1:8: backquoted identifiers are not supported; use double quotes to quote identifiers"),
        ("SELECT 1x FROM t", "1:8: identifiers must not start with a digit; surround the identifier with double quotes"),
        ('SELECT "" FROM t', "1:8: Zero-length delimited identifier not allowed"),
    ],
)  # fmt: skip
def test_a_syntax_error_has_the_words_and_the_position_of_trinos_own_tests(
    sql: str, reason: str
) -> None:
    with pytest.raises(AthenaError) as raised:
        check_syntax(sql)
    assert str(raised.value) == f"line {reason}", "Athena names no error before the position"
    assert raised.value.name == "SYNTAX_ERROR"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a::int FROM t",
        "SELECT a FROM t WHERE a ILIKE 'x'",
        "FROM t SELECT a",
        "SELECT * EXCLUDE (a) FROM t",
        "SELECT date '2026-01-01' - interval 1 day",
        "SELECT [1, 2]",
        "SELECT {'a': 1}",
        "SELECT 'it\\'s'",
        "SELECT 1; SELECT 2",
        "SELEC 1",
        "",
    ],
)
def test_syntax_of_other_engines_is_refused(sql: str) -> None:
    with pytest.raises(AthenaError, match=r"^line \d+:\d+: mismatched input"):
        check_syntax(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1;",
        "SELECT 1 ;\n ",
        "SELECT 1 -- last line",
        "-- first line\nSELECT 1",
        "/* ; */ SELECT ';'",
        "SELECT year, month, day, hour, date, data, type, key, value, position FROM t",
        "SELECT 'ẞßİ' AS \"Größe\"",
        "select Event_Type from T",
        "SELECT sum(n) OVER (ORDER BY n ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM t",
    ],
)
def test_right_syntax_is_accepted(sql: str) -> None:
    check_syntax(sql)


def test_a_node_has_its_text_and_its_position_in_the_statement() -> None:
    tree = parse("SELECT 'ß',\n  Event_Type FROM t")
    (column,) = [node for node in tree.walk() if node.kind == "ColumnReference"]
    assert (column.text, column.line, column.column) == ("Event_Type", 2, 3), (
        "characters that become two in upper case move no position"
    )
