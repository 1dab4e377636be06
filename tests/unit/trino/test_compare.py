"""Comparison of the local Athena's result with Trino's answer."""

from __future__ import annotations

import pytest

from clickstream.cli.athena import Result
from tests.trino.answer import Answer
from tests.trino.compare import difference

Rows = tuple[tuple[str | None, ...], ...]
ROWS: Rows = (("a", "0.3"), (None, "1.0E7"), ("b", None), ("c", "NaN"))


def compared(local: Rows, trino: Rows, *, ordered: bool = False) -> str | None:
    columns = ("name", "price")
    return difference(
        Result(columns, ("varchar", "double"), local, 0, 0),
        Answer(columns, ("varchar", "double"), trino),
        ordered=ordered,
    )


def test_rows_are_equal_in_any_order_unless_they_are_to_have_one() -> None:
    assert compared(ROWS, ROWS[::-1]) is None
    assert compared(ROWS, ROWS, ordered=True) is None
    assert "4 of 4 rows differ" in str(compared(ROWS, ROWS[::-1], ordered=True))


def test_doubles_are_compared_as_numbers() -> None:
    local: Rows = (("a", "0.30000000000000004"), (None, "10000000.0"), ("b", None), ("c", "nan"))
    assert compared(local, ROWS) is None


@pytest.mark.parametrize(
    "wrong",
    [
        (("a", "0.3001"), *ROWS[1:]),
        (("", "0.3"), *ROWS[1:]),
        (("a", None), *ROWS[1:]),
        (("a", "0.3"), ("", "1.0E7"), *ROWS[2:]),
        ROWS[1:],
        (*ROWS, ROWS[0]),
    ],
)
def test_a_difference_is_told(wrong: Rows) -> None:
    assert compared(ROWS, wrong)
    assert compared(wrong, ROWS)


def test_names_of_columns_are_compared() -> None:
    local = Result(("a", "_col1"), ("varchar", "double"), (), 0, 0)
    answer = Answer(("a", "count"), ("varchar", "bigint"), ())
    assert "the columns are ('a', '_col1')" in str(difference(local, answer, ordered=False))


def test_the_entries_of_a_map_have_no_order() -> None:
    local = Result(("m",), ("map",), (("{a=[1, 2], b=null}",),), 0, 0)
    equal, other = (
        Answer(("m",), ("map(varchar, array(bigint))",), ((text,),))
        for text in ("{b=null, a=[1, 2]}", "{b=null, a=[1, 3]}")
    )
    assert difference(local, equal, ordered=False) is None
    assert "1 of 1 rows differ" in str(difference(local, other, ordered=False))
