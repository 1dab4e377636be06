"""Failures in the log of a stack: what failed, how often, and whether it succeeded since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clickstream.cli.logs.entries import Level
from clickstream.cli.logs.reader import is_run
from clickstream.cli.status.facts import ApiRuns, Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from clickstream.cli.logs.entries import Entry

API_SOURCE, DELIVERY = "api-source", "delivery"
RUN_ENDED = "run ended"
SUCCESSES = {
    "converter": {"object converted", "object is gone; nothing to convert"},
    "spark": {"object converted", "object is gone; nothing to convert"},
    API_SOURCE: {RUN_ENDED},
    "canary": {"canary events checked"},
}
"""Messages that tell of a success, by source, if no error is in the same request."""


def find_failures(
    entries: Sequence[Entry], delivered: datetime | None = None
) -> tuple[Failure, ...]:
    """Return the failures and warnings of entries, the latest first. Equal ones are counted.

    Args:
        entries: Log entries by time, related to their requests.
        delivered: Time of the last period in which Firehose delivered without an error, if any.
    """
    failing = _failing_requests(entries)
    groups: dict[tuple[object, ...], list[Entry]] = {}
    for entry in _failed(entries):
        warning = entry.level < Level.ERROR
        key = (entry.source, entry.message, entry.cause, entry.objects, warning)
        groups.setdefault(key, []).append(entry)
    found = [_failure(group, entries, failing, delivered) for group in groups.values()]
    return tuple(sorted(found, key=lambda failure: failure.last, reverse=True))


def api_runs(entries: Iterable[Entry]) -> ApiRuns:
    """Return the numbers of runs of the API source that ended, and that failed."""
    of_source = [entry for entry in entries if entry.source == API_SOURCE]
    failing = _failing_requests(of_source)
    ended = {entry.request for entry in of_source if entry.message == RUN_ENDED}
    return ApiRuns(len(ended | {request for _, request in failing}), len(failing))


def _failing_requests(entries: Iterable[Entry]) -> set[tuple[str, str]]:
    return {
        (entry.source, entry.request)
        for entry in entries
        if entry.request and entry.level >= Level.ERROR
    }


def _failed(entries: Sequence[Entry]) -> list[Entry]:
    """Return warnings and errors; of an invocation's errors without an object, the first alone.

    The others, such as the platform's report, tell of the same failure.
    """
    with_objects = {_request(entry) for entry in entries if _is_error(entry) and entry.objects}
    first: set[tuple[str, str]] = set()
    chosen: list[Entry] = []
    for entry in entries:
        if entry.level < Level.WARNING:
            continue
        request = _request(entry)
        if _is_error(entry) and not entry.objects and request and not is_run(entry):
            if request in with_objects or request in first:
                continue
            first.add(request)
        chosen.append(entry)
    return chosen


def _is_error(entry: Entry) -> bool:
    return entry.level >= Level.ERROR


def _request(entry: Entry) -> tuple[str, str] | None:
    return (entry.source, entry.request) if entry.request else None


def _failure(
    group: Sequence[Entry],
    entries: Sequence[Entry],
    failing: set[tuple[str, str]],
    delivered: datetime | None,
) -> Failure:
    last = group[-1]
    successes = _Successes(entries, failing, delivered)
    return Failure(
        source=last.source,
        message=last.message,
        cause=last.cause,
        objects=last.objects,
        last=last.time,
        request=last.request,
        times=len(group),
        warning=not _is_error(last),
        mended=successes.since(last),
    )


@dataclass(frozen=True)
class _Successes:
    entries: Sequence[Entry]
    failing: set[tuple[str, str]]
    delivered: datetime | None

    def since(self, failed: Entry) -> bool:
        """Return whether a success after a failure shows that its cause is gone."""
        if failed.source == DELIVERY:
            return self.delivered is not None and self.delivered > failed.time
        later = [
            entry
            for entry in self.entries
            if entry.source == failed.source
            and entry.time >= failed.time
            and entry.message in SUCCESSES.get(entry.source, ())
        ]
        if failed.objects:
            succeeded = {address for entry in later for address in entry.objects}
            return succeeded.issuperset(failed.objects)
        return any(_request(entry) not in self.failing for entry in later)
