"""Fixture of the default deployment on the emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from clickstream.local.stack import ephemeral
from tests.e2e.verbs import Lake

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def lake() -> Iterator[Lake]:
    with ephemeral({"maxObjectMb": "1"}) as stack:
        lake = Lake(stack)
        # As deployed, a failed message comes back after minutes. Five tries within this suite's
        # patience need seconds.
        lake.client("sqs").set_queue_attributes(
            QueueUrl=stack.outputs["queue_url"], Attributes={"VisibilityTimeout": "8"}
        )
        yield lake
