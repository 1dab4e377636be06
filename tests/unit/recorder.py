"""Runs Pulumi programs without an engine, and records every resource that they register."""

from __future__ import annotations

import asyncio
import json
import runpy
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import yaml
from google.protobuf.json_format import MessageToDict
from pulumi.runtime import mocks, rpc, settings, stack
from pulumi.runtime.config import set_all_config

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

ROOT = Path(__file__).parents[2]
PROJECT = "clickstream-lake"
ACCOUNT = "123456789012"
# https://github.com/pulumi/pulumi/blob/master/sdk/python/lib/pulumi/runtime/rpc.py
SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270"
SECRET = "(secret)"


@dataclass(frozen=True)
class Registered:
    """One registration, as the engine would see it."""

    type: str
    name: str
    inputs: dict[str, Any]
    parent: str
    protect: bool
    dependencies: frozenset[str]
    custom: bool
    ignore_changes: frozenset[str]
    sent: dict[str, Any]
    """The inputs in the protocol's own form, where secrets are marked."""


@dataclass
class Recorder(mocks.Mocks):
    """Answers with plausible ids, ARNs and names; remembers what it was asked."""

    resources: list[Registered] = field(default_factory=list[Registered])
    outputs: dict[str, Any] = field(default_factory=dict[str, Any])
    deployed: dict[str, Any] = field(default_factory=dict[str, Any])
    """Outputs of the stack's last deployment."""
    outputs_sent: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """The outputs of the stack and of every component in the protocol's own form."""

    def visible(self) -> str:
        """Return everything that the engine is told and would show, as text: without secrets."""
        return json.dumps(
            without_secrets([self.outputs_sent, [resource.sent for resource in self.resources]])
        )

    # a tuple in the SDK's signature, but it takes the answer alone
    def call(self, args: mocks.MockCallArgs) -> Any:
        answers = {
            "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": ACCOUNT},
            "aws:index/getRegion:getRegion": {"region": "eu-central-1"},
            "pulumi:pulumi:readStackOutputs": {"outputs": self.deployed},
        }
        return answers[args.token]

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        service = args.typ.split(":")[1].split("/")[0]
        outputs = {
            "arn": f"arn:aws:{service}:eu-central-1:{ACCOUNT}:{args.name}",
            "name": args.name,
            "bucket": args.name,
            "url": f"https://sqs/{args.name}",
        }
        outputs["repositoryUrl"] = f"{ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com/{args.name}"
        return f"{args.name}-id", {**outputs, **args.inputs}

    def of(self, kind: str) -> list[Registered]:
        """Return the resources whose type ends so, such as `Bucket`."""
        return [resource for resource in self.resources if resource.type.rsplit(":", 1)[-1] == kind]

    def one(self, kind: str, name: str | None = None) -> Registered:
        """Return the one resource of that type, or of that type and name."""
        found = [resource for resource in self.of(kind) if name in {None, resource.name}]
        assert len(found) == 1, (
            f"{kind} {name or ''}: found {[resource.name for resource in found]}, of all {sorted(r.name for r in self.of(kind))}"
        )
        return found[0]


def without_secrets(sent: Any) -> Any:
    """Return a value in the protocol's form with `SECRET` in place of each secret."""
    if isinstance(sent, dict):
        value = cast("dict[str, Any]", sent)
        return (
            SECRET
            if value.get(SIGNATURE) == SECRET_SIGNATURE
            else {key: without_secrets(item) for key, item in value.items()}
        )
    return (
        [without_secrets(item) for item in cast("list[Any]", sent)]
        if isinstance(sent, list)
        else sent
    )


def _in_a_stack(program: Callable[[], object]) -> None:
    def run() -> None:
        program()

    stack.Stack(run)


@contextmanager
def _event_loop() -> Generator[None]:
    """Give this thread an event loop for a while. The SDK makes one in each thread that it calls a monitor in, and closes none."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        loop.close()
        asyncio.set_event_loop(None)


class _Monitor(mocks.MockMonitor):
    """The SDK's mock monitor shows neither parents nor options; this one keeps them."""

    recorder: Recorder

    def RegisterResource(self, request: Any) -> Any:
        if request.type != "pulumi:pulumi:Stack":
            with _event_loop():
                inputs: dict[str, Any] = rpc.deserialize_properties(request.object)
            self.recorder.resources.append(
                Registered(
                    request.type,
                    request.name,
                    inputs,
                    request.parent,
                    request.protect,
                    frozenset(request.dependencies),
                    request.custom,
                    frozenset(request.ignoreChanges),
                    MessageToDict(request.object),
                )
            )
        with _event_loop():
            return super().RegisterResource(request)

    def Invoke(self, request: Any) -> Any:
        with _event_loop():
            return super().Invoke(request)

    def RegisterResourceOutputs(self, request: Any) -> Any:
        self.recorder.outputs_sent.append(MessageToDict(request.outputs))
        if request.urn.split("::")[2] == "pulumi:pulumi:Stack":
            self.recorder.outputs.update(rpc.deserialize_properties(request.outputs))
        return super().RegisterResourceOutputs(request)


def record(
    program: Callable[[], object],
    *,
    stage: str = "dev",
    config: dict[str, str] | None = None,
    secrets: Iterable[str] = (),
    deployed: dict[str, Any] | None = None,
    preview: bool = False,
) -> Recorder:
    """Run a program to its end and return what it registered. The program's own errors are raised.

    Args:
        program: What is run.
        stage: The stack's name.
        config: The stack's configuration, by full keys.
        secrets: The full keys that were set as secrets.
        deployed: Outputs of the stack's last deployment.
        preview: Whether it is run for a preview.
    """
    recorder = Recorder(deployed=deployed or {})
    monitor = _Monitor(recorder)
    monitor.recorder = recorder

    async def run() -> None:
        settings.reset_options()
        mocks.set_mocks(recorder, PROJECT, stage, preview=preview, monitor=monitor)
        # set_mocks closes a root stack at once; the program needs a fresh one
        settings.ROOT.set(None)
        set_all_config({"aws:region": "eu-central-1", **(config or {})}, list(secrets))
        await stack.run_pulumi_func(lambda: _in_a_stack(program))

    asyncio.run(run())
    return recorder


def stage_config(stage: str) -> dict[str, str]:
    """Return a stage's configuration as the CLI would give it: Pulumi.yaml's defaults, then the stage file."""
    declared = yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))["config"]
    values = {f"{PROJECT}:{key}": entry["default"] for key, entry in declared.items()}
    values |= yaml.safe_load((ROOT / f"Pulumi.{stage}.yaml").read_text(encoding="utf-8"))["config"]
    return {
        key: value if isinstance(value, str) else json.dumps(value) for key, value in values.items()
    }


def record_stack(
    stage: str,
    overrides: dict[str, str] | None = None,
    secrets: dict[str, str] | None = None,
    *,
    deployed: dict[str, Any] | None = None,
    preview: bool = False,
) -> Recorder:
    """Run the whole program for a stage file, with settings that override it, settings that were set as secrets, and former outputs."""
    config = stage_config(stage) | _full(overrides or {}) | _full(secrets or {})

    def program() -> None:
        runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")

    return record(
        program,
        stage=stage,
        config=config,
        secrets=_full(secrets or {}),
        deployed=deployed,
        preview=preview,
    )


@cache
def stage_recorder(stage: str) -> Recorder:
    """Return the recorder of a stage file, as it is. The program runs once per process."""
    return record_stack(stage)


def _full(settings: dict[str, str]) -> dict[str, str]:
    return {f"{PROJECT}:{key}": value for key, value in settings.items()}
