"""Stand-ins for AWS that behave as its API does, and a target that hands them out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clickstream.cli.target import Target
from clickstream.delivery.sender import BATCH_LIMIT_RECORDS, RECORD_LIMIT_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]
REQUEST_LIMIT_BYTES = 4 * 1024 * 1024
OUTPUTS = {
    "converter_function": "converter",
    "contract": "contracts/clickstream.odcs.yaml",
    "database": "lake",
    "dead_letter_queue_url": "https://sqs.example/dead",
    "delivery_stream_name": "events",
    "quarantine_table": "clickstream_events_quarantine",
    "queue_url": "https://sqs.example/queue",
    "table": "clickstream_events",
    "workgroup": "analysts",
}


def aws_target() -> Target:
    """Return a target with real clients, for botocore's Stubber: nothing leaves the process."""
    return Target(
        "the stack 'test'",
        OUTPUTS,
        ROOT,
        {
            "region_name": "eu-central-1",
            "aws_access_key_id": "fake",
            "aws_secret_access_key": "fake",
        },
    )


@dataclass
class FakeFirehose:
    """A delivery stream: holds a request to the documented limits, and refuses records as it is told to."""

    refuse: Callable[[bytes, int], str | None] = lambda _data, _times: None
    """Given a record and how often it was put before, the error code that it gets, or None to accept it."""
    accepted: list[bytes] = field(default_factory=list[bytes])
    calls: list[list[bytes]] = field(default_factory=list[list[bytes]])

    def put_record_batch(
        self,
        *,
        DeliveryStreamName: str,
        Records: list[dict[str, bytes]],
    ) -> dict[str, Any]:
        """Answer 200, with an error code in the place of each refused record."""
        put = [record["Data"] for record in Records]
        assert DeliveryStreamName == OUTPUTS["delivery_stream_name"]
        assert 1 <= len(put) <= BATCH_LIMIT_RECORDS, "records per call"
        assert all(1 <= len(data) <= RECORD_LIMIT_BYTES for data in put), "bytes per record"
        assert sum(len(data) for data in put) <= REQUEST_LIMIT_BYTES, "bytes per call"
        responses: list[dict[str, str]] = []
        for data in put:
            code = self.refuse(data, sum(call.count(data) for call in self.calls))
            if code is None:
                self.accepted.append(data)
                responses.append({"RecordId": str(len(self.accepted))})
            else:
                responses.append({"ErrorCode": code, "ErrorMessage": "Slow down."})
        self.calls.append(put)
        return {
            "FailedPutCount": sum("ErrorCode" in response for response in responses),
            "RequestResponses": responses,
        }

    @property
    def events(self) -> list[bytes]:
        """The accepted records' lines."""
        return b"".join(self.accepted).splitlines()


class FakeTarget(Target):
    """A target whose clients are the given stand-ins, by service."""

    def __init__(self, clients: dict[str, Any], outputs: dict[str, Any] | None = None) -> None:
        """Take the stand-ins."""
        super().__init__("the fake stack", OUTPUTS if outputs is None else outputs, ROOT, clients)

    def client(self, service: str) -> Any:  # type: ignore[override] - one stand-in for all overloads
        """Return the stand-in."""
        return self.client_options[service]
