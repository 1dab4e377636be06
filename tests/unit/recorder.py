"""Recorder of the resources that Pulumi programs register, without an engine."""

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
    """Registration of one resource, as the engine receives it."""

    type: str
    name: str
    inputs: dict[str, Any]
    parent: str
    protect: bool
    dependencies: frozenset[str]
    custom: bool
    ignore_changes: frozenset[str]
    sent: dict[str, Any]
    """Inputs in the form of the protocol, where secrets are marked."""


@dataclass
class Recorder(mocks.Mocks):
    """Mocks that return plausible ids, ARNs and names, and record registrations."""

    resources: list[Registered] = field(default_factory=list[Registered])
    outputs: dict[str, Any] = field(default_factory=dict[str, Any])
    deployed: dict[str, Any] = field(default_factory=dict[str, Any])
    """Outputs of the stack's last deployment."""
    outputs_sent: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """Outputs of the stack and of every component in the form of the protocol."""

    def visible(self) -> str:
        """Return all inputs and outputs as text, with secrets masked as the engine masks them."""
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
        """Return the resources of a type without its module, such as `Bucket`."""
        return [resource for resource in self.resources if resource.type.rsplit(":", 1)[-1] == kind]

    def one(self, kind: str, name: str | None = None) -> Registered:
        """Return the only resource of the type, or of the type and name."""
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
    """Run the block with an event loop of its own, since the SDK closes none of its loops."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        loop.close()
        asyncio.set_event_loop(None)


class _Monitor(mocks.MockMonitor):
    """Mock monitor that records parents and options too, which the SDK's own drops."""

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
    """Run a program and return its registrations. Errors of the program are raised.

    Args:
        program: The Pulumi program.
        stage: The stack's name.
        config: The stack's configuration, by full keys.
        secrets: Full keys of the values that are secrets.
        deployed: Outputs of the stack's last deployment.
        preview: Whether to run the program as in a preview.
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
    """Return the configuration of a stage: its file's values over the defaults of Pulumi.yaml."""
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
    """Run the whole program for a stage file and return its registrations.

    Args:
        stage: The stage file.
        overrides: Settings that override the stage file.
        secrets: Settings that are set with `--secret`.
        deployed: Outputs of the stack's last deployment.
        preview: Whether to run the program as in a preview.
    """
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
    """Return the registrations of an unchanged stage file. The program runs once per process."""
    return record_stack(stage)


def _full(settings: dict[str, str]) -> dict[str, str]:
    return {f"{PROJECT}:{key}": value for key, value in settings.items()}
