"""The command `pulumi` of the runbook's tests: operations by `run`, all else by the real CLI.

The real CLI needs a language host for `up`, `refresh`, `preview` and `destroy`, which is no Go
module. `run` makes these operations with the real engine in the project of the working directory.
`pulumi install` would download what this virtual environment has.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.engine.run import Outcome, Request

REAL = "REAL_PULUMI"
"""Environment variable with the path of the real CLI."""
OPERATIONS = {"up", "refresh", "preview", "destroy"}
RUN = Path(__file__).parent / "run.py"
UNCHANGED = {"same", "read", "refresh"}


def main(arguments: list[str]) -> None:
    """Run the command; exit with its status."""
    command = arguments[0]
    if command == "install":
        return
    if command not in OPERATIONS:
        os.execv(os.environ[REAL], [os.environ[REAL], *arguments])  # noqa: S606 - the tests' own arguments
    stack = arguments[arguments.index("--stack") + 1]
    refreshes = command == "up" and "--refresh" in arguments
    for operation in ("refresh", "up") if refreshes else (command,):
        outcome = _operate(operation, stack)
        for step in outcome["steps"]:
            if step["op"] not in UNCHANGED:
                print(step["op"], step["type"], step["name"])  # noqa: T201 - the command's output
        if outcome["error"] is not None:
            sys.exit(outcome["error"])


def _operate(operation: str, stack: str) -> Outcome:
    # Without the tests' PYTHONPATH, so that the program imports its own packages; and with the real
    # CLI first on the PATH, since the Automation API calls it by its name.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    real = Path(os.environ[REAL]).parent
    environment["PATH"] = f"{real}{os.pathsep}{os.environ['PATH']}"
    request: Request = {
        "project": str(Path.cwd()),
        "stack": stack,
        "operation": operation,
        "config": {},
        "secrets": {},
        "environment": environment,
    }
    done = subprocess.run(
        [sys.executable, str(RUN)],
        input=json.dumps(request),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=environment,
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
