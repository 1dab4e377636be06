"""Fixtures that replace the local stack, the delivery stream and Glue."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

import clickstream.local as local_package
from clickstream.cli.commands import send
from clickstream.delivery import sender
from tests.unit.cli.fakes import FakeFirehose, FakeTarget, StubbedGlue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class FakeLocalStackError(RuntimeError):
    """Error of the local stack."""


@pytest.fixture
def firehose(monkeypatch: pytest.MonkeyPatch) -> FakeFirehose:
    """Return the delivery stream that `send` sends to."""
    fake = FakeFirehose()

    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget({"firehose": fake})

    monkeypatch.setattr(send, "resolve", resolve)
    monkeypatch.setattr(sender, "BACKOFF_LIMIT_SECONDS", 0.0)
    return fake


@pytest.fixture
def local_stack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimpleNamespace:
    """Return the state of a fake local stack: whether it runs, and its configuration."""
    state = SimpleNamespace(running=False, config={})
    stack = SimpleNamespace(
        name="default",
        endpoint="http://127.0.0.1:4566",
        region="us-east-1",
        pid=17,
        directory=tmp_path,
        outputs={"table": "t"},
    )

    def load(name: str = "default") -> SimpleNamespace:
        if not state.running:
            msg = f"no local stack {name!r} is running. Start it with `clickstream local up`."
            raise FakeLocalStackError(msg)
        return stack

    def up(_name: str, config: dict[str, str], *, report: Callable[[str], None]) -> SimpleNamespace:
        report("making 46 resources")
        state.running, state.config = True, config
        return stack

    def down(_name: str) -> bool:
        was, state.running = state.running, False
        return was

    module = SimpleNamespace(LocalStackError=FakeLocalStackError, load=load, up=up, down=down)
    monkeypatch.setitem(sys.modules, "clickstream.local.stack", module)
    monkeypatch.setattr(local_package, "stack", module, raising=False)
    return state


@pytest.fixture
def stubbed_glue() -> Iterator[StubbedGlue]:
    """Return a stubbed Glue client; all expected calls must be made."""
    stubbed = StubbedGlue()
    with stubbed.stub:
        yield stubbed
    stubbed.stub.assert_no_pending_responses()
