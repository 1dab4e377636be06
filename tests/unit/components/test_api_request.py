"""What may be asked of the API source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.api_request import ApiArgs, Method, Paging, complete, problems, rate_seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-AbCdEf"


def found(**args: Any) -> list[tuple[str, object, str]]:
    return list(problems(cast("ApiArgs", {"url": "https://api.example/users?size=5", **args})))


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"method": Method.POST, "body": '{"query": "all"}', "headers": {"Content-Type": "application/json"}},
        {"secret_arn": ARN, "secret_header": "X-Api-Key"},
        {"secret_arn": pulumi.Output.from_input(ARN)},
        {"paging": Paging.LINK},
        {"paging": Paging.NEXT, "next_path": "info.next", "items_path": "data[?active].users[]"},
        {"paging": Paging.CURSOR, "next_path": "next", "page_parameter": "after"},
        {"paging": Paging.PAGE, "page_parameter": "page"},
        {"url": "http://127.0.0.1:8000/", "allow_private": True},
    ],
)
def test_what_apis_need_is_allowed(args: Mapping[str, Any]) -> None:
    assert found(**args) == []


@pytest.mark.parametrize(
    ("args", "key", "allowed"),
    [
        ({"url": "http://api.example/"}, "url", "an address with https"),
        ({"url": "ftp://api.example/", "allow_private": True}, "url", "an address with https"),
        ({"url": "https:///users"}, "url", "a host"),
        ({"url": "https://me:word@api.example/"}, "url", "no user in it"),
        ({"url": "https://api.example:port/"}, "url", "an address"),
        ({"url": "https://[::1/"}, "url", "an address"),
        ({"body": "{}"}, "body", "empty, unless the method is POST"),
        ({"method": Method.POST, "body": "x" * 3000}, "body", "3000 together"),
        ({"headers": {"X-A": "two\nlines"}}, "headers", "printable ASCII"),
        ({"headers": {"X A": "1"}}, "headers", "a header's name"),
        ({"headers": {"Host": "other"}}, "headers", "not set by itself"),
        ({"headers": {"authorization": "me"}, "secret_arn": ARN}, "headers", "another header than the secret's"),
        ({"secret_arn": "my-secret"}, "secret_arn", "the ARN of a secret"),
        ({"secret_header": "If-None-Match"}, "secret_header", "not set by itself"),
        ({"items_path": ""}, "items_path", "a JMESPath expression"),
        ({"items_path": "a["}, "items_path", "a JMESPath expression"),
        ({"paging": Paging.NEXT, "next_path": "a b"}, "next_path", "a JMESPath expression"),
        ({"paging": Paging.NEXT}, "next_path", "set for paging by cursor or next"),
        ({"paging": Paging.CURSOR, "next_path": "next"}, "page_parameter", "set for paging by cursor or page"),
        ({"page_parameter": "page"}, "page_parameter", "empty, unless paging is by cursor or page"),
        ({"max_pages": 0}, "max_pages", "1 to 1000"),
        ({"timeout_seconds": 61}, "timeout_seconds", "1 to 60"),
    ],
)
def test_what_cannot_be_is_named_with_what_would_be(args: Mapping[str, Any], key: str, allowed: str) -> None:
    ((said, _, remedy),) = found(**args)
    assert said == key
    assert allowed in remedy


def test_no_problem_shows_a_headers_value() -> None:
    assert "hush" not in str(found(headers={"X-Key": "hush\n"}))


@pytest.mark.parametrize(("rate", "seconds"), [("rate(1 minute)", 60), ("rate(5 minutes)", 300), ("rate(2 hours)", 7200), ("rate(1 day)", 86400)])
def test_a_rate_is_a_number_of_seconds(rate: str, seconds: int) -> None:
    assert rate_seconds(rate) == seconds


@pytest.mark.parametrize("rate", ["rate(0 minutes)", "rate(1 minutes)", "rate(5 minute)", "rate(30 seconds)", "cron(0 * * * ? *)", "5 minutes", "rate(1 week)"])
def test_what_is_no_rate_is_refused_with_the_value(rate: str) -> None:
    with pytest.raises(ValueError, match=r"rate is '.*'; it takes a rate such as rate\(5 minutes\)"):
        rate_seconds(rate)


@given(st.text())
def test_any_address_is_allowed_or_named(url: str) -> None:
    assert {key for key, _, _ in found(url=url)} <= {"url", "body"}


def test_defaults_are_filled_in_and_numbers_are_whole() -> None:
    whole = complete(cast("ApiArgs", {"url": "https://api.example/", "max_pages": 3.0}))  # numbers from other languages
    assert (whole["method"], whole["items_path"], whole["paging"]) == ("GET", "@", "none")
    assert isinstance(whole["max_pages"], int)
