import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.layout import (
    OUTPUT_PREFIXES,
    RAW_PREFIX,
    RecursiveTriggerError,
    check_no_recursion,
)

PREFIXES = st.text("ab/", max_size=6)


def test_nothing_is_written_where_new_objects_start_the_converter() -> None:
    check_no_recursion(RAW_PREFIX, OUTPUT_PREFIXES)


@pytest.mark.parametrize(
    ("notified", "output"),
    [
        ("raw/", "raw/"),
        ("raw/", "raw/events/"),
        ("lake/raw/", "lake/"),
        ("", "events/"),
        ("raw/", ""),
        ("raw", "raw-lake/"),
    ],
)
def test_a_layout_that_feeds_itself_is_refused_with_both_prefixes(
    notified: str, output: str
) -> None:
    with pytest.raises(
        RecursiveTriggerError,
        match=f"files are written below '{output}', and new objects below '{notified}' start",
    ):
        check_no_recursion(notified, [output])


@given(PREFIXES, PREFIXES, PREFIXES)
def test_an_accepted_layout_has_no_key_that_is_both_written_and_announced(
    notified: str, output: str, rest: str
) -> None:
    try:
        check_no_recursion(notified, [output])
    except RecursiveTriggerError:
        return
    assert not (output + rest).startswith(notified), (
        "S3 announces every key that starts with the filter's prefix"
    )
