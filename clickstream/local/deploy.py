"""Deployment process: runs the Pulumi program and creates its resources in the emulator.

It is a separate process because Pulumi's SDK keeps its state in module variables: a run after a
failed one would break. It reads `request.json` in the directory that it is given, and writes
`result.json` there.
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

from clickstream.local import child_process, config

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickstream.local.resource_monitor import ResourceMonitor

REQUEST, RESULT = "request.json", "result.json"


class Request(TypedDict):
    """Program to deploy, its config, and the emulator."""

    project: str
    """Directory of the program."""
    name: str
    """Name of the project."""
    config: dict[str, str]
    """All settings, by their full keys."""
    secrets: list[str]
    """Full keys of the settings that are declared secret."""
    endpoint: str
    """URL of the emulator."""
    region: str
    """Region of the stack."""


class Result(TypedDict):
    """Result of a deployment: outputs, or an error."""

    outputs: dict[str, Any]
    """Outputs of the stack."""
    resources: list[dict[str, str]]
    """Type, name and id of each created resource, in the order of creation."""
    error: str | None
    """Error message for the user; None if the deployment succeeded."""
    internal: bool
    """Whether the error is a bug here or in the program, so that its traceback is worth keeping."""


def environment(inherited: Mapping[str, str], *, endpoint: str, region: str) -> dict[str, str]:
    """Return the environment of the process: the emulator is the only AWS account it can reach.

    The environment also applies to AWS clients of the program.
    """
    kept = {
        name: value for name, value in inherited.items() if not name.startswith(("AWS_", "PULUMI_"))
    }
    no_proxy = inherited.get("no_proxy") or inherited.get("NO_PROXY")
    loopback = ",".join(filter(None, [no_proxy, "127.0.0.1"]))
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
    """Run the program and return the result."""
    from pulumi import RunError  # noqa: PLC0415 - takes a second; exit_with_parent comes first

    from clickstream.local.resource_monitor import (  # noqa: PLC0415 - takes a second; exit_with_parent comes first
        DeploymentError,
        ResourceCreator,
        ResourceMonitor,
    )
    from clickstream.local.resource_types.base import Emulator  # noqa: PLC0415 - takes a second; exit_with_parent comes first

    creator = ResourceCreator(Emulator(request["endpoint"], request["region"]))
    monitor = ResourceMonitor(creator)
    error: str | None = None
    internal = False
    try:
        _run_program(request, monitor)
    except (DeploymentError, RunError, ValueError, RuntimeError) as failure:
        # The project raises these errors for the user: the message says what to change.
        traceback.print_exc()
        error = str(failure)
    except Exception as failure:  # noqa: BLE001 - the log has the traceback, and the user the name
        traceback.print_exc()
        error, internal = f"{type(failure).__name__}: {failure}", True
    outputs = monitor.outputs if error is None else {}
    return Result(outputs=outputs, resources=creator.created, error=error, internal=internal)


def _run_program(request: Request, monitor: ResourceMonitor) -> None:
    """Run `__main__.py` as Pulumi's launcher does, with `monitor` in place of the engine's."""
    import pulumi  # noqa: PLC0415 - takes a second; exit_with_parent comes first
    from pulumi.runtime import mocks, settings, stack  # noqa: PLC0415 - takes a second; exit_with_parent comes first

    # Not `set_mocks`, which registers a root stack of its own: the program's outputs would be lost.
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
    project = Path(request["project"])
    os.chdir(project)  # relative paths, those of assets too, start here
    sys.path.insert(0, str(project))
    main_file = str(project / "__main__.py")
    asyncio.run(
        stack.run_in_stack(lambda: cast("None", runpy.run_path(main_file, run_name="__main__")))
    )


def main(directory: Path) -> None:
    """Deploy the request in `directory`, and write the result there."""
    child_process.exit_with_parent()
    request: Request = json.loads((directory / REQUEST).read_text(encoding="utf-8"))
    result = run(request)
    partial = directory / f"{RESULT}.partial"
    partial.write_text(json.dumps(result), encoding="utf-8")
    partial.replace(directory / RESULT)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
