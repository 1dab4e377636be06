"""The deployment process: runs the Pulumi program, with a monitor that makes its resources in the emulator.

A process of its own, since the SDK keeps its state in the module: after a run that failed, the next
would break. It reads `request.json` in the directory that it is given, and leaves `result.json`
there.
"""

from __future__ import annotations

import asyncio
import json
import os
import runpy
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, cast

from clickstream.local import config, tether

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickstream.local.monitor import DeploymentMonitor

REQUEST, RESULT = "request.json", "result.json"


class Request(TypedDict):
    """What to deploy."""

    project: str
    """The directory of the program."""
    name: str
    """The project's name."""
    config: dict[str, str]
    """Every setting under its full key."""
    secrets: list[str]
    """The full keys of those that are declared secret."""
    endpoint: str
    """The emulator's address."""
    region: str
    """The region to be in."""


class Result(TypedDict):
    """What came of it: outputs, or an error."""

    outputs: dict[str, Any]
    resources: list[dict[str, str]]
    """Type, name and id of each that was made, in order."""
    error: str | None
    """The problem, for the user to read."""
    internal: bool
    """Whether the error is ours, or the program's, rather than the user's: its traceback is worth keeping."""


def environment(inherited: Mapping[str, str], *, endpoint: str, region: str) -> dict[str, str]:
    """Return the process's environment: no AWS account in reach, even of a program that calls AWS by itself."""
    kept = {
        name: value for name, value in inherited.items() if not name.startswith(("AWS_", "PULUMI_"))
    }
    loopback = ",".join(
        filter(None, [inherited.get("no_proxy") or inherited.get("NO_PROXY"), "127.0.0.1"])
    )
    return {
        **kept,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": region,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": loopback,
        "no_proxy": loopback,
    }


def run(request: Request) -> Result:
    """Run the program and return what came of it."""
    from pulumi import RunError  # noqa: PLC0415 - it takes a second, and the tether comes first

    from clickstream.local.monitor import DeploymentError, DeploymentMonitor, Materialiser  # noqa: PLC0415 - it takes a second, and the tether comes first
    from clickstream.local.resource_types.base import Cloud  # noqa: PLC0415 - it takes a second, and the tether comes first

    materialiser = Materialiser(Cloud(request["endpoint"], request["region"]))
    monitor = DeploymentMonitor(materialiser)
    try:
        _run_program(request, monitor)
    except (DeploymentError, RunError, ValueError, RuntimeError) as error:
        # These are how this project's errors are written: the message is for whoever set the wrong
        # thing.
        traceback.print_exc()
        return Result(outputs={}, resources=materialiser.made, error=str(error), internal=False)
    except Exception as error:  # noqa: BLE001 - whatever it is, it goes to the log, and its name to the user
        traceback.print_exc()
        return Result(
            outputs={},
            resources=materialiser.made,
            error=f"{type(error).__name__}: {error}",
            internal=True,
        )
    return Result(outputs=monitor.outputs, resources=materialiser.made, error=None, internal=False)


def _run_program(request: Request, monitor: DeploymentMonitor) -> None:
    """Run `__main__.py` as Pulumi's own launcher does, with `monitor` in the engine's place."""
    import pulumi  # noqa: PLC0415 - it takes a second, and the tether comes first
    from pulumi.runtime import mocks, settings, stack  # noqa: PLC0415 - it takes a second, and the tether comes first

    # `set_mocks` would do the same, and then open and close a root stack of its own, whose outputs
    # are lost.
    context = mocks.MockSettings(
        monitor=monitor,
        monitor_features=set(monitor.features()),
        engine=mocks.MockEngine(None),
        project=request["name"],
        stack=config.STAGE,
        dry_run=False,
        organization="local",
        callbacks=None,
    )
    settings.configure(context)
    pulumi.runtime.set_all_config(request["config"], request["secrets"])
    program = Path(request["project"])
    os.chdir(program)  # where relative paths start, of assets too
    sys.path.insert(0, str(program))
    asyncio.run(
        stack.run_in_stack(
            lambda: cast("None", runpy.run_path(str(program / "__main__.py"), run_name="__main__"))
        )
    )


def main(directory: Path) -> None:
    """Deploy what `directory` asks for."""
    tether.hold()
    request: Request = json.loads((directory / REQUEST).read_text(encoding="utf-8"))
    result = run(request)
    partial = directory / f"{RESULT}.partial"
    partial.write_text(json.dumps(result), encoding="utf-8")
    partial.replace(directory / RESULT)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
