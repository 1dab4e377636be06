"""Order of the checks, their dependencies, and errors of AWS services."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from clickstream.cli.doctor.check import (
    REDEPLOY,
    Check,
    Outcome,
    State,
    failed,
    ok,
    run_checks,
)
from tests.unit.cli.fakes import FakeTarget

if TYPE_CHECKING:
    from clickstream.cli.target import Target

TARGET = FakeTarget({})


def error(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "GetTable")


def raising(raised: Exception) -> Check:
    def run(_: Target) -> Outcome:
        raise raised

    return Check("raising", run)


def outcome(check: Check) -> Outcome:
    (result,) = run_checks(TARGET, [check])
    return result.outcome


def test_a_check_is_skipped_if_one_that_it_needs_failed_or_was_skipped_for_it() -> None:
    called: list[str] = []

    def passing(name: str, *needs: str) -> Check:
        def run(_: Target) -> Outcome:
            called.append(name)
            return ok(name)

        return Check(name, run, needs)

    broken = Check("broken", lambda _: failed("it is broken", "fix it"))
    checks = [
        passing("first"),
        broken,
        passing("second", "broken"),
        passing("third", "first", "second"),
        passing("fourth", "first"),
    ]
    results = list(run_checks(TARGET, checks))
    assert results[3].outcome.seen == "not checked, because the check 'second' did not pass", (
        "a skipped check did not fail"
    )
    states = [(result.name, result.outcome.state) for result in results]
    assert states == [
        ("first", State.OK),
        ("broken", State.FAILED),
        ("second", State.SKIPPED),
        ("third", State.SKIPPED),
        ("fourth", State.OK),
    ]
    assert called == ["first", "fourth"], "a skipped check is not run"


def test_each_result_is_known_before_the_next_check_is_run() -> None:
    results = run_checks(TARGET, [Check("first", lambda _: ok("")), raising(ZeroDivisionError())])
    assert next(results).name == "first"


@pytest.mark.parametrize(
    "code", ["ResourceNotFoundException", "QueueDoesNotExist", "EntityNotFoundException"]
)
def test_a_resource_that_does_not_exist_is_a_failed_check_with_its_remedy(code: str) -> None:
    found = outcome(raising(error(code)))
    assert (found.state, found.remedy) == (State.FAILED, REDEPLOY)
    assert f"GetTable failed with {code}: no" in found.seen, "call and error are named"


def test_a_denied_request_is_a_failed_check_with_its_remedy() -> None:
    found = outcome(raising(error("AccessDeniedException")))
    assert found.state is State.FAILED
    assert "administrator" in found.remedy


@pytest.mark.parametrize(
    "raised", [error("Throttling"), EndpointConnectionError(endpoint_url="https://glue.example")]
)
def test_any_other_error_of_a_service_has_a_remedy_too(raised: Exception) -> None:
    found = outcome(raising(raised))
    assert found.state is State.FAILED
    assert found.remedy, "a failed check has a remedy"


def test_a_bug_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        outcome(raising(ZeroDivisionError()))
