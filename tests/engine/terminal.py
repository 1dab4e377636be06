"""Terminal in the directory of a stack's program, in which the runbook's commands are run.

`pulumi` is `pulumi_command`, `clickstream` is the project's, and both find the emulator in place of
AWS by their environment. `git` has a repository of the program's copy.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from clickstream.local.emulator.server import FAKE_KEY
from tests import runbook
from tests.engine import pulumi_cli
from tests.paths import ROOT

if TYPE_CHECKING:
    from tests.engine.stack import Stack

COMMAND_SECONDS = 300
IGNORED = "build/\nbuild\n__pycache__/\n*.egg-info/\n"
IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Tests"), ("EMAIL", "tests@example.com"))
}


@dataclass(frozen=True)
class Done:
    """A command that was run."""

    command: str
    status: int
    output: str
    """Standard output and standard error."""


@dataclass
class Terminal:
    """Terminal of a stack."""

    stack: Stack
    ran: set[tuple[str, int]] = field(default_factory=set[tuple[str, int]])
    """Blocks of the runbook that were run, by entry and number."""
    _programs: Path = field(init=False)

    def __post_init__(self) -> None:
        """Write the command `pulumi`."""
        self._programs = self.stack.home / "bin"
        self._programs.mkdir(exist_ok=True)
        script = self._programs / "pulumi"
        module = shlex.join([sys.executable, "-m", "tests.engine.pulumi_command"])
        script.write_text(f'#!/bin/sh\nexec {module} "$@"\n', encoding="utf-8")
        script.chmod(0o755)

    def run(self, command: str) -> Done:
        """Run a command, and return it with its exit status and output."""
        done = subprocess.run(
            ["bash", "-c", command],  # noqa: S607 - the user's shell
            cwd=self.stack.program,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=COMMAND_SECONDS,
        )
        return Done(command, done.returncode, done.stdout)

    def succeed(self, command: str) -> Done:
        """Run a command and assert that its exit status is 0."""
        done = self.run(command)
        assert done.status == 0, (
            f"`{command}` succeeds, and ends with {done.status}:\n{done.output}"
        )
        return done

    def follow(self, entry: str, block: int, *, failing: bool = False) -> list[Done]:
        """Run the commands of a block of the runbook, as they are written there.

        Args:
            entry: Anchor of the entry.
            block: Number of the block in the entry, from 1.
            failing: Whether a command may end with status 1, as those do that find a problem.
        """
        self.ran.add((entry, block))
        run = self.run if failing else self.succeed
        done = [run(command) for command in runbook.commands(entry, block)]
        usage = [each for each in done if each.status not in {0, 1}]
        assert not usage, f"each command of {entry} exists, with these options: {usage}"
        return done

    def commit(self, message: str, path: str = ".", *, tag: str | None = None) -> None:
        """Commit a file of the program's copy, or all of them, and tag the commit."""
        if not (self.stack.program / ".git").exists():
            self.succeed("git init --quiet --initial-branch main")
            exclude = self.stack.program / ".git" / "info" / "exclude"
            exclude.parent.mkdir(exist_ok=True)
            exclude.write_text(IGNORED, encoding="utf-8")
        self.succeed(f"git add {path} && git commit --quiet --message {shlex.quote(message)}")
        if tag:
            self.succeed(f"git tag {tag}")

    def _environment(self) -> dict[str, str]:
        environment = self.stack.environment()
        return {
            **environment,
            **IDENTITY,
            "PATH": os.pathsep.join(
                [str(self._programs), str(Path(sys.executable).parent), environment["PATH"]]
            ),
            "PYTHONPATH": str(ROOT),
            "REAL_PULUMI": str(pulumi_cli.directory() / "pulumi"),
            "AWS_ENDPOINT_URL": self.stack.endpoint,
            "AWS_ACCESS_KEY_ID": FAKE_KEY,
            "AWS_SECRET_ACCESS_KEY": FAKE_KEY,
            "AWS_REGION": self.stack.region,
            "COLUMNS": "600",
            "GIT_CONFIG_NOSYSTEM": "1",
        }
