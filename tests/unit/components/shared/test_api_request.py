"""What may be asked of the API source."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

import pulumi
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.shared.api_environment import (
    BUCKET_NAME_CHARACTERS,
    MAX_BYTES,
    STREAM_NAME_CHARACTERS,
    environment,
    to_json,
)
from components.shared.api_request import (
    ApiArgs,
    Method,
    Paging,
    Problem,
    complete,
    problems,
    rate_seconds,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:api-AbCdEf"
ARN_OF_NEW_SECRET = pulumi.Output.from_input(ARN)
"""Made at import, since an output needs the event loop that tests with a recorder close."""


def found(**args: Any) -> list[Problem]:
    return list(problems(asked(**args)))


def asked(**args: Any) -> ApiArgs:
    return cast("ApiArgs", {"url": "https://api.example/users?size=5", **args})


@pytest.mark.parametrize(
    "args",
    [
        {},
        {
            "method": Method.POST,
            "body": '{"query": "all"}',
            "headers": {"Content-Type": "application/json"},
        },
        {"secret_arn": ARN, "secret_header": "X-Api-Key"},
        {"secret_arn": ARN_OF_NEW_SECRET},
        {"url": pulumi.Output.from_input("ftp://")},  # nobody knows it yet
        {"headers": {"X-Key": pulumi.Output.from_input("two\nlines")}},
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
        ({"headers": {"X-A": "two\nlines"}}, "headers", "printable ASCII"),
        ({"headers": {"X A": "1"}}, "headers", "a header's name"),
        ({"headers": {"Host": "other"}}, "headers", "a header's name other than"),
        (
            {"headers": {"authorization": pulumi.Output.from_input("me")}, "secret_arn": ARN},
            "headers",
            "different headers",
        ),
        ({"secret_arn": "my-secret"}, "secret_arn", "the ARN of a secret"),
        ({"secret_header": "If-None-Match"}, "secret_header", "a header's name other than"),
        ({"items_path": ""}, "items_path", "a JMESPath expression"),
        ({"items_path": "a["}, "items_path", "a JMESPath expression"),
        ({"paging": Paging.NEXT, "next_path": "a b"}, "next_path", "a JMESPath expression"),
        ({"paging": Paging.NEXT}, "next_path", "set for paging by cursor or next"),
        (
            {"paging": Paging.CURSOR, "next_path": "next"},
            "page_parameter",
            "set for paging by cursor or page",
        ),
        ({"page_parameter": "page"}, "page_parameter", "empty, unless paging is by cursor or page"),
        ({"max_pages": 0}, "max_pages", "1 to 1000"),
        ({"timeout_seconds": 61}, "timeout_seconds", "1 to 60"),
    ],
)
def test_what_cannot_be_is_named_with_what_would_be(
    args: Mapping[str, Any], key: str, allowed: str
) -> None:
    (problem,) = found(**args)
    assert problem.fields[0] == key
    assert allowed in problem.allowed


def test_no_problem_shows_a_headers_value() -> None:
    assert "hush" not in str(found(headers={"X-Key": "hush\n"}))


@pytest.mark.parametrize(
    ("args", "hidden"),
    [
        ({"url": "hush://"}, "url"),
        ({"headers": {"X hush": ""}}, "headers"),
        (
            {"headers": {"X-Hush": "hush"}, "secret_header": "X-hush", "secret_arn": ARN},
            "secret_header",
        ),
        ({"items_path": "hush["}, "items_path"),
    ],
)
def test_a_hidden_arguments_value_is_in_no_part_of_a_message(
    args: Mapping[str, Any], hidden: str
) -> None:
    (problem,) = found(**args)
    assert "hush" in problem.text().lower(), "otherwise this would show nothing"
    shown = problem.text(hidden={hidden}).lower()
    assert " (secret); allowed: " in shown
    assert "hush" not in shown


def test_the_size_of_a_hidden_argument_cannot_be_computed_from_a_message() -> None:
    (problem,) = found(method=Method.POST, body="x" * 4000, headers={"X-Key": "hush"})
    allowed = "allowed: 4096 bytes for all of the function's variables together, as JSON"
    assert re.fullmatch(rf"body is 4000 bytes; {allowed}; they take 46\d\d bytes", problem.text())
    assert problem.text(hidden={"headers"}) == f"body is 4000 bytes; {allowed}"
    assert problem.text(hidden={"body"}) == f"body is (secret); {allowed}"


texts = st.text(st.characters(codec="utf-8"), max_size=2500) | st.text('"\\\\', max_size=1000)


@given(body=texts, header=texts, path=texts, query=texts)
def test_what_is_accepted_fits_into_the_functions_environment(
    body: str, header: str, path: str, query: str
) -> None:
    args = {
        "url": f"https://api.example/?{query}",
        "method": Method.POST,
        "body": body,
        "headers": {"X-Key": header},
        "items_path": json.dumps(path),
    }
    too_large = [problem for problem in found(**args) if "variables together" in problem.allowed]
    variables = environment(
        to_json(complete(asked(**args))), "s" * STREAM_NAME_CHARACTERS, "b" * BUCKET_NAME_CHARACTERS
    )
    measured = len(json.dumps(variables, separators=(",", ":")).encode())
    assert bool(too_large) == (measured > MAX_BYTES), (
        "Lambda measures the JSON object of all variables"
    )
    assert (
        too_large
        or sum(len(f"{name}{value}".encode()) for name, value in variables.items()) <= MAX_BYTES
    )
    assert all(problem.fields for problem in too_large), "the largest settings are named"


def test_settings_that_are_too_large_together_are_named_with_their_bytes_and_the_limit() -> None:
    (problem,) = found(
        method=Method.POST,
        body='"' * 500,
        headers={"X-Key": "k" * 2000},
        url="https://api.example/?" + "q" * 100,
    )
    assert problem.fields == ("headers", "body"), "the largest first, and no small one"
    said = r"headers, body are 20\d\d, 2000 bytes; allowed: 4096 bytes for all of the function's variables together, as JSON; they take 4\d\d\d bytes"
    assert re.fullmatch(said, problem.text()), "each quotation mark of the body takes four bytes"


def test_an_arn_that_is_not_known_yet_is_counted_with_the_longest_name_of_a_secret() -> None:
    args = {"method": Method.POST, "body": "x" * 2900}
    assert found(**args, secret_arn=ARN) == []
    (problem,) = found(**args, secret_arn=ARN_OF_NEW_SECRET)
    assert problem.fields == ("body", "secret_arn")


@pytest.mark.parametrize(
    ("rate", "seconds"),
    [
        ("rate(1 minute)", 60),
        ("rate(5 minutes)", 300),
        ("rate(2 hours)", 7200),
        ("rate(1 day)", 86400),
    ],
)
def test_a_rate_is_a_number_of_seconds(rate: str, seconds: int) -> None:
    assert rate_seconds(rate) == seconds


@pytest.mark.parametrize(
    "rate",
    [
        "rate(0 minutes)",
        "rate(1 minutes)",
        "rate(5 minute)",
        "rate(30 seconds)",
        "cron(0 * * * ? *)",
        "5 minutes",
        "rate(1 week)",
    ],
)
def test_what_is_no_rate_is_refused_with_the_value(rate: str) -> None:
    with pytest.raises(
        ValueError, match=r"rate is '.*'; allowed: a rate such as rate\(5 minutes\)"
    ):
        rate_seconds(rate)


@given(st.text())
def test_any_address_is_allowed_or_named(url: str) -> None:
    assert {problem.fields for problem in found(url=url)} <= {("url",)}


def test_defaults_are_filled_in_and_numbers_are_whole() -> None:
    # numbers from other languages
    whole = complete(cast("ApiArgs", {"url": "https://api.example/", "max_pages": 3.0}))
    assert (whole["method"], whole["items_path"], whole["paging"]) == ("GET", "@", "none")
    assert isinstance(whole["max_pages"], int)
