"""Probe: sends an event through the stack and follows it, from the stream to a query."""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeVar

from clickstream.cli.athena import Lake
from clickstream.cli.doctor import probe_failures
from clickstream.cli.doctor.account import OUTPUTS
from clickstream.cli.doctor.check import Check, Outcome, State, ok, skipped
from clickstream.cli.doctor.raw_search import RawSearch
from clickstream.cli.doctor.tables import events_keys, is_crawled, partition_condition
from clickstream.cli.missing_objects import LONG_AGO, OUTPUT_PREFIXES, key_digest
from clickstream.contract.model import QUARANTINE_PARTITIONS, partition_path
from clickstream.contract.odcs import read_contract
from clickstream.contract.probe_event import probe_condition, probe_event
from clickstream.generator.lines import compact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from clickstream.cli.missing_objects import RawObject
    from clickstream.cli.target import Target

T = TypeVar("T")

ACCEPTED = "probe event accepted"
DELIVERED = "probe event delivered"
CONVERTED = "probe event converted"
QUERYABLE = "probe event queryable"
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 10.0
MARKER_PREFIX = "doctor-"
EVENTS_PREFIX, QUARANTINE_PREFIX = OUTPUT_PREFIXES


def checks(target: Target, probe: Probe, needs: Iterable[str]) -> list[Check]:
    """Return the checks that follow a probe event.

    Args:
        target: Pipeline.
        probe: Probe event.
        needs: Names of earlier checks, without which the event is not sent.
    """
    sending = Check(ACCEPTED, probe.send, (OUTPUTS, *needs))
    # Firehose converts before it writes: no raw object leads to the files of the table.
    if target.outputs.get("engine") == "firehose":
        return [sending, Check(QUERYABLE, probe.wait_for_row, (ACCEPTED,))]
    return [
        sending,
        Check(DELIVERED, probe.wait_for_delivery, (ACCEPTED,)),
        Check(CONVERTED, probe.wait_for_conversion, (DELIVERED,)),
        Check(QUERYABLE, probe.wait_for_row, (CONVERTED,)),
    ]


def skipped_check(reason: str, remedy: str = "") -> Check:
    """Return the check in place of a probe that is not sent."""
    return Check(ACCEPTED, lambda _: skipped(reason, remedy))


@dataclass
class Probe:
    """Probe event on its way. Its checks are run in order."""

    timeout_seconds: float
    """Time from the sending of the event until its row is found."""
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], object] = time.sleep
    marker: str = field(default_factory=lambda: f"{MARKER_PREFIX}{uuid.uuid4()}")
    """Text that identifies the event."""
    sent: datetime = LONG_AGO
    """Time of the event."""
    raw: RawObject | None = None
    """Raw object with the event, once it is delivered."""
    is_waiting: bool = False
    """Whether the event waits for a run of the Spark job."""
    _deadline: float = 0.0

    @property
    def days(self) -> list[date]:
        """Dates on which the event may have arrived."""
        return sorted({self.sent.date(), datetime.now(UTC).date()})

    def send(self, target: Target) -> Outcome:
        """Put the event on the delivery stream."""
        stream = target.output("delivery_stream_name")
        self.sent = datetime.now(UTC)
        event = probe_event(target.contract_path, self.marker, now=self.sent)
        response = target.client("firehose").put_record(
            DeliveryStreamName=stream, Record={"Data": compact(event) + b"\n"}
        )
        self._deadline = self.clock() + self.timeout_seconds
        return ok(f"event {self.marker}, record id {response['RecordId'][:40]}")

    def wait_for_delivery(self, target: Target) -> Outcome:
        """Wait for the raw object with the event."""
        bucket = target.output("raw_bucket")
        search = RawSearch(target.client("s3"), bucket, self.marker.encode(), self.sent)
        self.raw = self._until(search.find)
        if self.raw is None:
            return probe_failures.not_delivered(target, self.sent, self.timeout_seconds)
        return ok(f"s3://{bucket}/{self.raw.key} after {self._seconds():.0f} s")

    def wait_for_conversion(self, target: Target) -> Outcome:
        """Wait for a file of the lake that was written from the raw object, or for an error."""
        raw = self._delivered()
        found = self._until(
            lambda: self._output(target, raw) or probe_failures.logged_error(target, raw, self.sent)
        )
        if isinstance(found, Outcome):
            return found
        if found is None:
            outcome = probe_failures.not_converted(target, raw, self.sent)
            self.is_waiting = outcome.state is State.SKIPPED
            return outcome
        if found.startswith(QUARANTINE_PREFIX) and (
            outcome := probe_failures.quarantined(target, self.marker, self.days)
        ):
            return outcome
        return ok(f"s3://{target.output('lake_bucket')}/{found} after {self._seconds():.0f} s")

    def _output(self, target: Target, raw: RawObject) -> str | None:
        """Return the key of a file of the raw object, of the event's date or in quarantine."""
        contract = read_contract(target.contract_path)
        happened = partition_path(contract.partition_keys, self.sent.date())
        arrived = partition_path(QUARANTINE_PARTITIONS, raw.modified.astimezone(UTC).date())
        for prefix in (f"{EVENTS_PREFIX}{happened}/", f"{QUARANTINE_PREFIX}{arrived}/"):
            listed = target.client("s3").list_objects_v2(
                Bucket=target.output("lake_bucket"),
                Prefix=f"{prefix}{key_digest(raw.key)}-",
                MaxKeys=1,
            )
            for entry in listed.get("Contents", []):
                return entry.get("Key", "")
        return None

    def wait_for_row(self, target: Target) -> Outcome:
        """Wait for the row of the event in the events table."""
        if self.is_waiting:
            return skipped("not checked, because the event waits for the Spark job")
        by_firehose = target.output("engine") == "firehose"
        contract = read_contract(target.contract_path)
        condition = probe_condition(contract, self.marker, has_extra=not by_firehose)
        if condition is None:
            return skipped("no column of the table holds the marker of the event")
        keys = events_keys(target)
        name, lake = target.output("table"), Lake(target)

        def row() -> bool:
            days = " OR ".join(f"({partition_condition(keys, day)})" for day in self.days)
            sql = f"SELECT 1 FROM {name} WHERE ({days}) AND {condition} LIMIT 1"  # noqa: S608 - the program's own names
            return bool(lake.run(sql, name="query of the probe event").rows)

        if self._until(lambda: row() or None):
            return ok(f"{condition} has a row in {name} after {self._seconds():.0f} s")
        if is_crawled(target):
            return skipped(
                "the row can be queried after the next crawl", "Start it: `clickstream crawl`."
            )
        if by_firehose:
            return probe_failures.not_delivered(target, self.sent, self.timeout_seconds, condition)
        return probe_failures.not_queryable(
            target, self.marker, self.days, condition, self.timeout_seconds
        )

    def _until(self, look: Callable[[], T | None]) -> T | None:
        """Call a function until it returns a value or the time is over; at least once."""
        wait = FIRST_WAIT_SECONDS
        while (found := look()) is None:
            left = self._deadline - self.clock()
            if left <= 0:
                return None
            self.pause(min(wait, left))
            wait = min(1.5 * wait, LONGEST_WAIT_SECONDS)
        return found

    def _seconds(self) -> float:
        """Return the seconds since the event was sent."""
        return self.timeout_seconds - (self._deadline - self.clock())

    def _delivered(self) -> RawObject:
        if self.raw is None:
            msg = "the event is not delivered; run the checks in order"
            raise RuntimeError(msg)
        return self.raw
