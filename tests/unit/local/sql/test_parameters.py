import pytest

from clickstream.local.sql.parameters import ParameterError, substitute


@pytest.mark.parametrize(
    ("sql", "parameters", "expected"),
    [
        ("SELECT ?", ["1"], "SELECT 1"),
        ("SELECT * FROM t WHERE a = ? AND b < ?", ["'x?'", " 2.5 "], "SELECT * FROM t WHERE a = 'x?' AND b < 2.5"),
        ("SELECT '?', \"a?\" -- ?\n/* ? */, ?", ["DATE '2026-01-01'"], "SELECT '?', \"a?\" -- ?\n/* ? */, DATE '2026-01-01'"),
        ("SELECT 'it''s ?', ?", ["'it''s'"], "SELECT 'it''s ?', 'it''s'"),
        ("SELECT ?", ["current_date - INTERVAL '30' DAY"], "SELECT current_date - INTERVAL '30' DAY"),
        ("SELECT 1", [], "SELECT 1"),
    ],
)  # fmt: skip
def test_a_parameter_is_a_constant_in_place_of_its_question_mark(
    sql: str, parameters: list[str], expected: str
) -> None:
    assert substitute(sql, parameters) == expected


@pytest.mark.parametrize(("count", "given"), [(2, ["1"]), (1, []), (0, ["1"])])
def test_more_or_fewer_parameters_are_refused_in_athenas_words(
    count: int, given: list[str]
) -> None:
    sql = f"SELECT 1 {', ?' * count}"
    reason = f"Incorrect number of parameters: expected {count} but found {len(given)}"
    with pytest.raises(ParameterError, match=reason):
        substitute(sql, given)


@pytest.mark.parametrize(
    "parameter", ["shoes", "1) OR (1 = 1", "(SELECT 1)", "1 -- ", "1 /* x", "'open", "", "1; DROP"]
)
def test_a_parameter_that_is_no_constant_is_refused(parameter: str) -> None:
    with pytest.raises(ParameterError, match=r"no constant in SQL. Write a text with quotes"):
        substitute("SELECT ?", [parameter])
