"""Run one operation of the real engine on a copy of the program: `python run.py < request.json`.

The Automation API runs `__main__.py` in this process, so no language host is needed. Each operation
has a process of its own: the SDK keeps its state in module variables, and another copy of the
program has other modules of the same names.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
from pathlib import Path
from typing import Any, TypedDict

from pulumi import automation as auto


class Request(TypedDict):
    """An operation on a stack."""

    project: str
    """Directory of the program's copy."""
    stack: str
    operation: str
    """`preview`, `up`, `refresh` or `destroy`."""
    config: dict[str, str]
    """Settings by their full keys, in addition to those of the stack's file."""
    secrets: dict[str, str]
    """Secret settings by their full keys."""
    environment: dict[str, str]


class Step(TypedDict):
    """Step of an operation on one resource."""

    op: str
    """Such as `same`, `create`, `update`, `replace`, `delete`, `read` or `refresh`."""
    type: str
    name: str
    changed: list[str]
    """Names of the inputs that differ."""


class Outcome(TypedDict):
    """Result of an operation."""

    error: str | None
    """Error message of the CLI; None if the operation succeeded."""
    steps: list[Step]
    outputs: dict[str, Any]
    """Stack outputs of a successful `up`."""
    log: str
    """Standard output and error of the CLI."""


def main() -> None:
    """Run the request on standard input, and print its outcome."""
    request: Request = json.load(sys.stdin)
    os.chdir(request["project"])
    sys.path.insert(0, request["project"])
    sys.dont_write_bytecode = True
    outcome = _run(request)
    sys.stdout.write(json.dumps(outcome))


def _run(request: Request) -> Outcome:
    def program() -> None:
        runpy.run_path(str(Path(request["project"]) / "__main__.py"), run_name="__main__")

    options = auto.LocalWorkspaceOptions(
        work_dir=request["project"], env_vars=request["environment"]
    )
    stack = auto.create_or_select_stack(
        request["stack"], project_name="clickstream-lake", program=program, opts=options
    )
    _configure(stack, request)
    steps: list[Step] = []
    lines: list[str] = []

    def on_event(event: Any) -> None:
        if event.resource_pre_event:
            steps.append(_step(event.resource_pre_event.metadata))

    error, outputs = None, dict[str, Any]()
    try:
        result = getattr(stack, request["operation"])(
            on_output=lines.append,
            on_error=lines.append,
            on_event=on_event,
            **_options(request["operation"]),
        )
    except auto.CommandError as failure:
        error = str(failure)
    else:
        if isinstance(result, auto.UpResult):
            outputs = {key: output.value for key, output in result.outputs.items()}
    return {"error": error, "steps": steps, "outputs": outputs, "log": "\n".join(lines)}


def _configure(stack: auto.Stack, request: Request) -> None:
    values = {
        path: auto.ConfigValue(value)
        for key, text in request["config"].items()
        for path, value in _paths(key, text)
    }
    values |= {
        key: auto.ConfigValue(value, secret=True) for key, value in request["secrets"].items()
    }
    if values:
        stack.set_all_config(values, path=True)


def _step(metadata: Any) -> Step:
    return {
        "op": str(getattr(metadata.op, "value", metadata.op)),
        "type": metadata.type,
        "name": metadata.urn.split("::")[-1],
        "changed": list(metadata.diffs or []),
    }


def _paths(key: str, text: str) -> list[tuple[str, str]]:
    """Return the paths and values of a setting.

    An array is set item by item, as by `pulumi config set --path 'key[0]'`.
    """
    if not text.startswith("["):
        return [(key, text)]
    return [(f"{key}[{index}]", item) for index, item in enumerate(json.loads(text))]


def _options(operation: str) -> dict[str, Any]:
    return {"diff": True} if operation == "preview" else {}


if __name__ == "__main__":
    main()
