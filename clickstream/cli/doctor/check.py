"""Checks of a stack and their outcomes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from clickstream.cli.errors import to_cli_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from clickstream.cli.target import Target

REDEPLOY = (
    "Create it again: `pulumi up --refresh` finds what is missing. A local stack is started again: "
    "`clickstream local down`, then `clickstream local up`."
)
"""Remedy for a resource that does not exist, or was changed by hand."""
NOT_FOUND = {
    "AWS.SimpleQueueService.NonExistentQueue",
    "EntityNotFoundException",
    "NoSuchBucket",
    "QueueDoesNotExist",
    "ResourceNotFoundException",
}
"""Error codes of AWS services for a resource that does not exist."""


class State(StrEnum):
    """State of a check."""

    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Outcome:
    """Outcome of a check."""

    state: State
    seen: str
    """Fact that the check saw, with names and values."""
    remedy: str = ""
    """Action that fixes it; empty if there is nothing to fix."""


def ok(seen: str) -> Outcome:
    """Return the outcome of a check that found what it expects."""
    return Outcome(State.OK, seen)


def failed(seen: str, remedy: str) -> Outcome:
    """Return the outcome of a check that found something wrong."""
    return Outcome(State.FAILED, seen, remedy)


def skipped(seen: str, remedy: str = "") -> Outcome:
    """Return the outcome of a check that was not made, with the reason."""
    return Outcome(State.SKIPPED, seen, remedy)


@dataclass(frozen=True)
class Check:
    """Check of one property of a stack."""

    name: str
    run: Callable[[Target], Outcome]
    needs: tuple[str, ...] = ()
    """Names of earlier checks without which this one says nothing. It is skipped if one failed."""


@dataclass(frozen=True)
class Result:
    """Check that was run, and its outcome."""

    name: str
    outcome: Outcome

    @property
    def is_failed(self) -> bool:
        """Whether the check found something wrong."""
        return self.outcome.state is State.FAILED

    def to_fields(self) -> dict[str, str]:
        """Return the fields of the JSON output."""
        return {"name": self.name, **asdict(self.outcome)}


def run_checks(target: Target, checks: Iterable[Check]) -> Iterator[Result]:
    """Run checks in order, and yield each result as soon as it is known.

    An error of an AWS service is a failed check, and the next checks are run.
    """
    missing: set[str] = set()
    for check in checks:
        blocking = [name for name in check.needs if name in missing]
        if blocking:
            outcome = skipped(f"not checked, because the check {blocking[0]!r} did not pass")
        else:
            outcome = _run(check, target)
        if blocking or outcome.state is State.FAILED:
            missing.add(check.name)
        yield Result(check.name, outcome)


def _run(check: Check, target: Target) -> Outcome:
    try:
        return check.run(target)
    except Exception as error:
        expected = to_cli_error(error)
        if expected is None:
            raise
        if is_not_found(error):
            return failed(expected.message, REDEPLOY)
        return failed(expected.message, expected.remedy or "Fix the cause, and check again.")


def is_not_found(error: Exception) -> bool:
    """Return whether an error says that a resource does not exist."""
    return (
        isinstance(error, ClientError) and error.response.get("Error", {}).get("Code") in NOT_FOUND
    )
