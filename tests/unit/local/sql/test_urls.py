import duckdb
import pytest

from clickstream.local.sql.athena_to_duckdb import TranslationError
from clickstream.local.sql.errors import AthenaError
from tests.unit.local.sql.conftest import Athena


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("url_extract_host('https://u@shop.example:8443/p')", "shop.example"),
        ("url_extract_port('https://shop.example:8443/p')", "8443"),
        ("url_extract_port('https://shop.example/p')", None),
        ("url_extract_protocol('https://shop.example')", "https"),
        ("url_extract_path('https://shop.example')", ""),
        ("url_extract_path('https://shop.example/a%20b')", "/a b"),
        ("url_extract_path('/relative?x=1')", "/relative"),
        ("url_extract_query('https://shop.example/')", ""),
        ("url_extract_query('https://shop.example/?q=a%26b')", "q=a&b"),
        ("url_extract_fragment('https://shop.example/')", ""),
        ("url_extract_host('not a url')", None),
        ("url_extract_parameter('https://x.y/?q=a+b%21&e=', 'q')", "a b!"),
        ("url_extract_parameter('https://x.y/?q=1&e=', 'e')", ""),
        ("url_extract_parameter('https://x.y/?q', 'q')", ""),
        ("url_extract_parameter('https://x.y/', 'q')", None),
        ("url_extract_parameter(url, event_type)", None),
        ("url_encode('a b&ü*~')", "a+b%26%C3%BC*%7E"),
        ("url_decode('a+b%26')", "a b&"),
    ],
)
def test_urls_are_those_of_athena(athena: Athena, expression: str, text: str | None) -> None:
    assert athena(expression) == text, "Trino gives this value"


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("url_decode('%zz')", "Illegal hex characters"),
    ],
)
def test_urls_that_fail_on_athena_or_differ_locally_are_refused(
    athena: Athena, expression: str, reason: str
) -> None:
    with pytest.raises((AthenaError, TranslationError, duckdb.Error)) as refused:
        athena(expression)
    assert reason in str(refused.value), "the message names the cause"
