import duckdb
import pytest

from clickstream.local.sql.athena_to_duckdb import TranslationError
from clickstream.local.sql.errors import AthenaError
from tests.unit.local.sql.conftest import Athena


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("array_position(ARRAY[1, 2], 2)", "2"),
        ("array_position(ARRAY[1, 2], 3)", "0"),
        ("slice(ARRAY[1, 2, 3, 4], 2, 2)", "[2, 3]"),
        ("slice(ARRAY[1, 2, 3, 4], -2, 2)", "[3, 4]"),
        ("ARRAY[1, 2][2]", "2"),
        ("element_at(ARRAY[1, 2], 3)", None),
        ("element_at(ARRAY[1, 2], -1)", "2"),
        ("element_at(MAP(ARRAY['a'], ARRAY[1]), 'b')", None),
        ("MAP(ARRAY['a'], ARRAY[1])['a']", "1"),
        ("MAP(ARRAY[5, 6], ARRAY['x', 'y'])[6]", "y"),
        ("cardinality(MAP(ARRAY['a'], ARRAY[1]))", "1"),
        ("cardinality(ARRAY[1, 2])", "2"),
        ("contains(ARRAY[1, NULL], 2)", None),
        ("contains(ARRAY[1, 2], 2)", "true"),
        ("contains(ARRAY[1, 2], 3)", "false"),
        ("array_join(ARRAY[1, NULL, 3], ',')", "1,3"),
        ("array_join(ARRAY[1, NULL, 3], ',', '-')", "1,-,3"),
        ("array_join(ARRAY['a', 'b'], '')", "ab"),
        ("array_distinct(ARRAY[3, 1, 3, 2])", "[3, 1, 2]"),
        ("array_sort(ARRAY[3, NULL, 1])", "[1, 3, null]"),
        ("ARRAY[1] || 2", "[1, 2]"),
        ("trim_array(ARRAY[1, 2, 3], 1)", "[1, 2]"),
        ("array_max(ARRAY[1, 3])", "3"),
        ("array_max(ARRAY[1, NULL])", None),
        ("array_min(ARRAY[1, 3])", "1"),
        ("array_remove(ARRAY[1, 2, 1], 1)", "[2]"),
        ("array_intersect(ARRAY[1, 2], ARRAY[2, 3])", "[2]"),
        ("array_except(ARRAY[1, 2], ARRAY[2, 3])", "[1]"),
        ("array_union(ARRAY[1], ARRAY[2])", "[1, 2]"),
        ("arrays_overlap(ARRAY[1, 2], ARRAY[2, 3])", "true"),
        ("flatten(ARRAY[ARRAY[1], ARRAY[2, 3]])", "[1, 2, 3]"),
        ("reverse(ARRAY[1, 2])", "[2, 1]"),
        ("repeat('a', 3)", "[a, a, a]"),
        ("concat(ARRAY[1], ARRAY[2])", "[1, 2]"),
        ("ARRAY[1] || ARRAY[2]", "[1, 2]"),
        ("filter(ARRAY[1, 2, 3], x -> x > 1)", "[2, 3]"),
        ("transform(ARRAY[1, 2], x -> x * 2)", "[2, 4]"),
        ("transform(ARRAY[1, 2], x -> x / 2)", "[0, 1]"),
        ("transform(ARRAY[1e0], x -> x / 2)", "[0.5]"),
        ("transform(ARRAY['a-b'], x -> split(x, '-')[1])", "[a]"),
        ("transform(ARRAY[row(1, 'a')], r -> r[2])", "[a]"),
        ("transform(ARRAY[ARRAY[1]], r -> r[1])", "[1]"),
        ("transform(map_entries(MAP(ARRAY['a'], ARRAY[1])), e -> e[1])", "[a]"),
        ("map_entries(MAP(ARRAY['a'], ARRAY[1]))", "[{field0=a, field1=1}]"),
        ("reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x, s -> s)", "6"),
        ("reduce(ARRAY[1, 2, 3], 0, (s, x) -> s + x, s -> s * 10)", "60"),
        ("any_match(ARRAY[1, 2], x -> x > 1)", "true"),
        ("all_match(ARRAY[1, 2], x -> x > 1)", "false"),
        ("none_match(ARRAY[1, 2], x -> x > 5)", "true"),
        ("zip(ARRAY[1, 2], ARRAY['a', 'b'])", "[{field0=1, field1=a}, {field0=2, field1=b}]"),
        ("zip_with(ARRAY[1, 2], ARRAY[3, 4], (x, y) -> x + y)", "[4, 6]"),
        ("transform_values(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> v + 1)", "{a=2}"),
        ("transform_keys(MAP(ARRAY['a'], ARRAY[1]), (k, v) -> upper(k))", "{A=1}"),
        ("map_filter(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), (k, v) -> v > 1)", "{b=2}"),
        ("map_keys(MAP(ARRAY['a'], ARRAY[1]))", "[a]"),
        ("map_values(MAP(ARRAY['a'], ARRAY[1]))", "[1]"),
        ("map_concat(MAP(ARRAY['a'], ARRAY[1]), MAP(ARRAY['b'], ARRAY[2]))", "{a=1, b=2}"),
        ("map_agg(event_type, quantity)['purchase']", "7"),
        ("histogram(event_type)['purchase']", "1"),
        ("multimap_agg(event_type, quantity)['purchase']", "[7]"),
        ("map_from_entries(ARRAY[row('a', 1)])", "{a=1}"),
        ("array_agg(quantity ORDER BY quantity)", "[2, 7]"),
        ("row(1, 'a')", "{field0=1, field1=a}"),
        ("cast(row(1, 'a') AS row(x integer, y varchar)).y", "a"),
        ("max_by(event_type, quantity)", "purchase"),
        ("max_by(event_type, quantity, 2)", "[purchase, page_view]"),
        ("min_by(event_type, quantity)", "page_view"),
        ("max(quantity, 1)", "[7]"),
        ("arbitrary(day) IS NOT NULL", "true"),
        ("listagg(event_type, ', ') WITHIN GROUP (ORDER BY event_type)", "page_view, purchase"),
        ("every(quantity > 1)", "true"),
        ("bool_or(quantity > 5)", "true"),
        ("count_if(quantity > 5)", "1"),
        ("skewness(quantity)", None),
        ("corr(quantity, price)", "-1.0"),
        ("stddev(quantity) IS NOT NULL", "true"),
        ("approx_percentile(quantity, 0.5)", "7"),
        ("approx_percentile(quantity, 0.1)", "2"),
        ("approx_percentile(quantity, ARRAY[0.1, 0.9])", "[2, 7]"),
        ("approx_percentile(price, 0.5)", "2.5"),
        ("sum(quantity) FILTER (WHERE quantity > 5)", "7"),
        ("sum(quantity) OVER ()", "9"),
        ("avg(cast(price AS decimal(10,1))) FILTER (WHERE price > 2)", "2.5"),
        ("avg(cast(price AS decimal(10,1))) OVER ()", "2.0"),
        ("geometric_mean(quantity) IS NOT NULL", "true"),
    ],
)
def test_arrays_maps_and_aggregates_are_those_of_athena(
    athena: Athena, expression: str, text: str | None
) -> None:
    assert athena(expression) == text, "Trino gives this value"


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("slice(ARRAY[1, 2], 0, 1)", "SQL array indices start at 1"),
        ("ARRAY[1, 2][3]", "Array subscript must be less than or equal to array length: 3 > 2"),
        ("MAP(ARRAY['a'], ARRAY[1])['b']", "Key not present in map: b"),
        ("element_at(ARRAY[1], 0)", "SQL array indices start at 1"),
        ("checksum(quantity)", "NOT_SUPPORTED"),
        ("approx_most_frequent(3, event_type, 10)", "NOT_SUPPORTED"),
    ],
)
def test_arrays_maps_and_aggregates_that_fail_on_athena_or_differ_locally_are_refused(
    athena: Athena, expression: str, reason: str
) -> None:
    with pytest.raises((AthenaError, TranslationError, duckdb.Error)) as refused:
        athena(expression)
    assert reason in str(refused.value), "the message names the cause"
