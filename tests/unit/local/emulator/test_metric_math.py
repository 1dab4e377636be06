"""Expressions of metric math over series."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickstream.local.emulator.metric_math import ExpressionError, evaluate, ids

if TYPE_CHECKING:
    from clickstream.local.emulator.metric_math import Series

TIMELINE = (0, 60, 120)
SERIES: dict[str, Series] = {"a": {0: 1.0, 60: 4.0}, "b": {60: 8.0, 120: 0.0}, "none": {}}


@pytest.mark.parametrize(
    ("expression", "series"),
    [
        ("a", {0: 1, 60: 4}),
        ("a * 2 + 1", {0: 3, 60: 9}),
        ("-a", {0: -1, 60: -4}),
        ("a + b", {60: 12}),
        ("(a - b) / 4", {60: -1}),
        ("a / b", {60: 0.5}),
        ("100 / b", {60: 12.5}),
        ("FILL(a, 7)", {0: 1, 60: 4, 120: 7}),
        ("FILL(none, 0)", {0: 0, 60: 0, 120: 0}),
        ("FILL(a, REPEAT)", {0: 1, 60: 4, 120: 4}),
        ("FILL(b, REPEAT)", {60: 8, 120: 0}),
        ("a >= 4", {0: 0, 60: 1}),
        ("a != 1 AND b > 0", {60: 1}),
        ("a == 1 || a == 4", {0: 1, 60: 1}),
        ("IF(a > 1, 5, a)", {0: 1, 60: 5}),
        ("IF(a > 1, b)", {60: 8}),
        ("IF(1 > 2, a, b)", {60: 8, 120: 0}),
        ("SUM([a, b])", {0: 1, 60: 12, 120: 0}),
        ("MAX([a, b])", {0: 1, 60: 8, 120: 0}),
        ("MIN([a, b])", {0: 1, 60: 4, 120: 0}),
        ("AVG([a, b])", {0: 1, 60: 6, 120: 0}),
        ("SUM(FILL([a, b], 0))", {0: 1, 60: 12, 120: 0}),
        ("a / SUM(a) * 100", {0: 20, 60: 80}),
        ("a / SUM(none)", {}),
    ],
)
def test_an_expression_has_the_values_of_cloudwatch(expression: str, series: Series) -> None:
    assert evaluate(expression, SERIES, TIMELINE) == series


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ("SEARCH(a)", "calls SEARCH; the local CloudWatch has AVG, FILL, IF, MAX, MIN, SUM"),
        ("a.real", "does not evaluate 'a.real'"),
        ("__import__('os')", "calls __import__"),
        ("a ** 2", "does not evaluate"),
        ("a ^ 2", "does not evaluate"),
        ("0 < a < 2", "does not evaluate"),
        ("a +", "is not valid metric math"),
        ("c * 2", "refers to 'c', and no query has this id"),
        ("1 + 1", "returns one number"),
        ("[a, b]", "returns a list of series"),
        ("[a, b] + 1", "takes numbers and series, not lists"),
        ("FILL(a, LINEAR)", "LINEAR"),
        ("IF(a)", "does not evaluate"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(expression: str, message: str) -> None:
    with pytest.raises(ExpressionError) as error:
        evaluate(expression, SERIES, TIMELINE)
    assert message in str(error.value)


def test_the_ids_of_an_expression_are_those_of_other_queries() -> None:
    assert ids("IF(FILL(a, REPEAT) > 0, SUM([m1, m2]))") == {"a", "m1", "m2"}


@given(
    st.dictionaries(st.sampled_from(TIMELINE), st.floats(-1e6, 1e6)),
    st.dictionaries(st.sampled_from(TIMELINE), st.floats(-1e6, 1e6)),
)
def test_a_time_has_a_value_only_where_every_operand_has_one(a: Series, b: Series) -> None:
    found = evaluate("a * 1 + b", {"a": a, "b": b}, TIMELINE)
    assert found == {time: a[time] + b[time] for time in sorted(a.keys() & b.keys())}
