import duckdb
import pytest

from clickstream.local.sql.athena_to_duckdb import TranslationError
from clickstream.local.sql.errors import AthenaError
from tests.unit.local.sql.conftest import Athena


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("split_part('a-b', '-', 2)", "b"),
        ("split_part('a-b', '-', 3)", None),
        ("split('a,b,c', ',')", "[a, b, c]"),
        ("split('a,b,c', ',', 2)", "[a, b,c]"),
        ("regexp_extract('abc', 'x')", None),
        ("regexp_extract('abc', '(b)(x)?', 2)", None),
        ("regexp_extract('a1b2', '\\d')", "1"),
        ("regexp_extract_all('a1b2', '([a-z])(\\d)', 2)", "[1, 2]"),
        ("regexp_replace('ab', '(a)(b)', '$2$1')", "ba"),
        ("regexp_replace('a1b2', '\\d')", "ab"),
        ("regexp_replace('ab', '(?<first>a)', '[${first}]')", "[a]b"),
        ("regexp_replace('a', 'a', '\\$1')", "$1"),
        ("regexp_replace('abc', '(?<=a)b', 'x')", "axc"),
        ("regexp_like('Hello', '(?i)hello')", "true"),
        ("regexp_extract('ab12', '[[:alpha:]]+')", "ab"),
        ("regexp_extract('Köln', '\\w+')", "K"),
        ("regexp_extract('Köln', '\\p{L}+')", "Köln"),
        ("to_hex(sha1(to_utf8('a')))", "86F7E437FAA5A7FCE15D1DDCB9EAEAEA377667B8"),
        ("hamming_distance('abc', 'abd')", "1"),
        ("length(cast('ab' AS char(4)))", "4"),
        ("regexp_like('xay', 'a')", "true"),
        ("regexp_split('1a 2b 14m', '\\s*[a-z]+\\s*')", "[1, 2, 14, ]"),
        ("regexp_count('1a 2b', '[a-z]')", "2"),
        ("regexp_position('I have 23 apples', '\\d')", "8"),
        ("regexp_position('abc', 'x')", "-1"),
        ("substr('abc', 0)", ""),
        ("substr('abc', -2)", "bc"),
        ("substr('abc', -5)", ""),
        ("substr('abc', 2, 1)", "b"),
        ("substring('abc', 2)", "bc"),
        ("substr('abc', 5)", ""),
        ("strpos('abab', 'b')", "2"),
        ("strpos('abab', 'b', 2)", "4"),
        ("strpos('abab', 'a', -1)", "3"),
        ("strpos('abab', 'x')", "0"),
        ("position('b' IN 'abab')", "2"),
        ("upper('ß')", "ß"),
        ("upper('aé')", "AÉ"),
        ("lower('ÀB')", "àb"),
        ("to_base(255, 16)", "ff"),
        ("to_base(-5, 2)", "-101"),
        ("from_base('ff', 16)", "255"),
        ("codepoint('a')", "97"),
        ("normalize('é')", "é"),
        ("length(normalize('é', NFD))", "2"),
        ("format('%s', 1.5e0)", "1.5"),
        ("format('%s', price)", "1.5"),
        ("format('%s', 1.50)", "1.50"),
        ("format('%.2f', 2.675)", "2.68"),
        ("format('%,d|%05d|%-4s|%4s|%x', 12345, 42, 'ab', 'cd', 255)", "12,345|00042|ab  |  cd|ff"),
        ("format('%s %s %s', true, date '2025-11-26', NULL)", "true 2025-11-26 null"),
        ("format('%2$s %1$s %%', 'a', 'b')", "b a %"),
        ("format('%s', event_time)", "2025-11-26T13:05:09.123"),
        ("concat('a', NULL)", None),
        ("concat_ws(',', 'a', NULL, 'b')", "a,b"),
        ("'a' || cast(quantity AS varchar)", "a7"),
        ("cast(price AS varchar)", "1.5E0"),
        ("cast(19.99e0 AS varchar)", "1.999E1"),
        ("cast(1e0 AS varchar)", "1.0E0"),
        ("cast(0e0 AS varchar)", "0E0"),
        ("cast(-1234567e3 AS varchar)", "-1.234567E9"),
        ("cast(0.00012e0 AS varchar)", "1.2E-4"),
        ("cast(true AS varchar)", "true"),
        ("cast(1.50 AS varchar)", "1.50"),
        ("cast('abc' AS varchar(2))", "ab"),
        ("lpad('abc', 5, '-')", "--abc"),
        ("lpad('abc', 2, '-')", "ab"),
        ("reverse('abc')", "cba"),
        ("replace('abc', 'b')", "ac"),
        ("trim('  a ')", "a"),
        ("translate('abc', 'ab', 'x')", "xc"),
        ("split_to_map('a=1,b=2', ',', '=')['b']", "2"),
        ("levenshtein_distance('kitten', 'sitting')", "3"),
        ("starts_with('abc', 'ab')", "true"),
        ("to_hex(md5(to_utf8('a')))", "0CC175B9C0F1B6A831C399E269772661"),
        ("to_utf8('hi')", "68 69"),
        (
            "to_hex(sha256(to_utf8('a')))",
            "CA978112CA1BBDCAFAC231B39A23DC4DA786EFF8147C4E72B9807785AFEE48BB",
        ),
        ("from_utf8(to_utf8('a'))", "a"),
        ("chr(65)", "A"),
        ("length('né')", "2"),
    ],
)
def test_texts_are_those_of_athena(athena: Athena, expression: str, text: str | None) -> None:
    assert athena(expression) == text, "Trino gives this value"


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("split_part('a-b', '-', 0)", "Index must be greater than zero"),
        ("regexp_extract('abc', 'b', 1)", "Pattern has 0 groups. Cannot access group 1"),
        ("regexp_like('a', '\\p{Sc}')", "NOT_SUPPORTED"),
        ("from_base('x', 10)", "Not a valid base-10 number"),
        ("format('%d', 1.5e0)", "does not take the value"),
        ("xxhash64(to_utf8('a'))", "NOT_SUPPORTED"),
        ("soundex('a')", "does not have the function soundex"),
    ],
)
def test_texts_that_fail_on_athena_or_differ_locally_are_refused(
    athena: Athena, expression: str, reason: str
) -> None:
    with pytest.raises((AthenaError, TranslationError, duckdb.Error)) as refused:
        athena(expression)
    assert reason in str(refused.value), "the message names the cause"
