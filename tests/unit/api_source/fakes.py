"""Fakes for runs of the API source: settings, clock, S3 and environment of a run."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError

from api_source.deadline import Deadline
from api_source.fetch import Client
from api_source.poll import RunCounts, poll
from api_source.send import Sink
from api_source.settings import ApiSettings
from api_source.state import PollState
from tests.unit.cli.fakes import OUTPUTS, FakeFirehose

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_firehose import FirehoseClient
    from mypy_boto3_s3 import S3Client

    from api_source.errors import TransientError


def api(url: str, **changes: Any) -> ApiSettings:
    """Return settings for a server on loopback."""
    defaults: dict[str, Any] = {
        "method": "GET",
        "body": "",
        "headers": {},
        "secret_arn": "",
        "secret_header": "Authorization",
        "items_path": "@",
        "paging": "none",
        "page_parameter": "",
        "next_path": "",
        "max_pages": 10,
        "timeout_seconds": 10,
        "allow_private": True,
    }
    return ApiSettings(url=url, **{**defaults, **changes})


@dataclass
class Clock:
    """Clock that advances only by `sleep`."""

    now: float = 0
    waits: list[float] = field(default_factory=list[float])

    def sleep(self, seconds: float) -> None:
        """Advance the clock."""
        self.waits.append(seconds)
        self.now += seconds

    def deadline(self, seconds: float = 600) -> Deadline:
        """Return a deadline by this clock."""
        return Deadline(seconds, clock=lambda: self.now, sleep=self.sleep)


def client(settings: ApiSettings, clock: Clock | None = None, **changes: Any) -> Client:
    """Return a client that waits by a fake clock."""
    defaults: dict[str, Any] = {
        "headers": settings.headers,
        "deadline": (clock or Clock()).deadline(),
    }
    return Client(settings, **{**defaults, **changes})


@dataclass
class FakeS3:
    """S3 with one bucket."""

    objects: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def get_object(self, *, Bucket: str, Key: str) -> dict[str, Any]:
        """Return an object, or raise botocore's error."""
        if Key not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey", "Message": Bucket}}, "GetObject")
        return {"Body": io.BytesIO(self.objects[Key])}

    def put_object(self, *, Bucket: str, Key: str, Body: bytes, ContentType: str) -> None:
        """Store an object."""
        assert (Bucket, ContentType) == ("raw", "application/json")
        self.objects[Key] = Body


@dataclass
class FakeRun:
    """Fake services of a run, and the callbacks that it made."""

    clock: Clock = field(default_factory=Clock)
    firehose: FakeFirehose = field(default_factory=FakeFirehose)
    s3: FakeS3 = field(default_factory=FakeS3)
    retries: list[TransientError] = field(default_factory=list["TransientError"])
    oversize: list[str] = field(default_factory=list[str])

    def run(self, settings: ApiSettings, **changes: Any) -> tuple[RunCounts, Sink]:
        """Poll once."""
        account, sink = RunCounts(), self.sink()
        on_retry: Callable[[TransientError, float], None] = lambda error, _: self.retries.append(  # noqa: E731 - it has a type
            error
        )
        poll(
            settings,
            client(settings, self.clock, on_retry=on_retry, **changes),
            sink,
            self.state(),
            account,
        )
        return account, sink

    def sink(self) -> Sink:
        """Return the sink of the run."""
        firehose, s3 = cast("FirehoseClient", self.firehose), cast("S3Client", self.s3)
        return Sink(
            firehose,
            OUTPUTS["delivery_stream_name"],
            s3,
            "raw",
            "raw/",
            self.clock.deadline(),
            lambda key, _: self.oversize.append(key),
        )

    def state(self) -> PollState:
        """Return the state between runs."""
        return PollState(cast("S3Client", self.s3), "raw", "state/api-source.json")
