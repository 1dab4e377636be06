"""Failures in the log of a stack: what failed, how often, and whether it succeeded since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.cli.logs.entries import Level
from clickstream.cli.logs.reader import is_run
from clickstream.cli.status.facts import ApiRuns, Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from clickstream.cli.logs.entries import Entry

    Invocation = tuple[str | int, ...]

API_SOURCE, DELIVERY = "api-source", "delivery"
RUN_ENDED = "run ended"
CONVERTED = "object converted"
GONE = "object is gone; nothing to convert"
SUCCESSES = {
    "converter": {CONVERTED, GONE},
    "spark": {CONVERTED, GONE},
    API_SOURCE: {RUN_ENDED},
    "canary": {"canary events checked"},
}
"""Messages that tell of a success, by source, if no error is in the same invocation."""


def find_failures(
    entries: Sequence[Entry], delivered: datetime | None = None
) -> tuple[Failure, ...]:
    """Return the failures and warnings of entries, the latest first. Equal ones are counted.

    Args:
        entries: Log entries by time, related to their requests.
        delivered: Time of the last period in which Firehose delivered without an error, if any.
    """
    groups: dict[tuple[object, ...], list[Entry]] = {}
    for entry in _failed(entries):
        warning = entry.level < Level.ERROR
        key = (entry.source, entry.message, entry.cause, entry.objects, warning)
        groups.setdefault(key, []).append(entry)
    successes = _Successes(entries, delivered)
    found = [_failure(group, successes) for group in groups.values()]
    return tuple(sorted(found, key=lambda failure: failure.last, reverse=True))


def api_runs(entries: Iterable[Entry]) -> ApiRuns:
    """Return the numbers of runs of the API source that ended, and that failed, with retries."""
    of_source = [entry for entry in entries if entry.source == API_SOURCE]
    failing = _failing_invocations(of_source)
    ended = {_invocation(entry) for entry in of_source if entry.message == RUN_ENDED}
    return ApiRuns(len(ended | failing), len(failing))


def _failing_invocations(entries: Iterable[Entry]) -> set[Invocation | None]:
    found = {_invocation(entry) for entry in entries if _is_error(entry)}
    return found - {None}


def _failed(entries: Sequence[Entry]) -> list[Entry]:
    """Return warnings and errors; of an invocation's errors without an object, the first alone.

    The others, such as the platform's report, tell of the same failure.
    """
    with_objects = {_invocation(entry) for entry in entries if _is_error(entry) and entry.objects}
    first: set[Invocation] = set()
    chosen: list[Entry] = []
    for entry in entries:
        if entry.level < Level.WARNING:
            continue
        invocation = _invocation(entry)
        if _is_error(entry) and not entry.objects and invocation and not is_run(entry):
            if invocation in with_objects or invocation in first:
                continue
            first.add(invocation)
        chosen.append(entry)
    return chosen


def _is_error(entry: Entry) -> bool:
    return entry.level >= Level.ERROR


def _invocation(entry: Entry) -> Invocation | None:
    """Return the key of an invocation or of a Glue run; None if the entry has no request.

    A Glue run writes several log streams. A retry of an invocation has the same request.
    """
    if entry.request is None:
        return None
    if is_run(entry):
        return entry.source, entry.request
    return entry.source, entry.request, entry.stream, entry.attempt


def _failure(group: Sequence[Entry], successes: _Successes) -> Failure:
    last = group[-1]
    return Failure(
        source=last.source,
        message=last.message,
        cause=last.cause,
        objects=last.objects,
        last=last.time,
        request=last.request,
        times=len(group),
        warning=not _is_error(last),
        resolved=successes.resolved(last),
        lost=successes.lost(last) if _is_error(last) else (),
    )


class _Successes:
    """Times of the last successes in a log, by source and by raw object."""

    def __init__(self, entries: Sequence[Entry], delivered: datetime | None) -> None:
        self.delivered = delivered
        self.of_sources: dict[str, datetime] = {}
        self.of_objects: dict[tuple[str, str], datetime] = {}
        self.gone: dict[tuple[str, str], datetime] = {}
        self.converted: set[str] = set()
        failing = _failing_invocations(entries)
        for entry in entries:
            if entry.message not in SUCCESSES.get(entry.source, ()):
                continue
            if entry.message == CONVERTED:
                self.converted.update(entry.objects)
            by_object = self.gone if entry.message == GONE else self.of_objects
            by_object |= {(entry.source, address): entry.time for address in entry.objects}
            if _invocation(entry) not in failing:
                self.of_sources[entry.source] = entry.time

    def resolved(self, failed: Entry) -> bool:
        """Return whether a success after a failure shows that its cause is gone."""
        if failed.source == DELIVERY:
            return self.delivered is not None and self.delivered > failed.time
        if failed.objects:
            return all(self._is_resolved(failed, address) for address in failed.objects)
        return _is_since(failed, self.of_sources.get(failed.source))

    def lost(self, failed: Entry) -> tuple[str, ...]:
        """Return the objects that were deleted after a failure, and that were never converted."""
        return tuple(
            address
            for address in failed.objects
            if self._is_gone(failed, address) and address not in self.converted
        )

    def _is_resolved(self, failed: Entry, address: str) -> bool:
        if _is_since(failed, self.of_objects.get((failed.source, address))):
            return True
        # An earlier conversion, or one of another source, is enough once the object is deleted.
        return address in self.converted and self._is_gone(failed, address)

    def _is_gone(self, failed: Entry, address: str) -> bool:
        return _is_since(failed, self.gone.get((failed.source, address)))


def _is_since(failed: Entry, moment: datetime | None) -> bool:
    return moment is not None and moment >= failed.time
