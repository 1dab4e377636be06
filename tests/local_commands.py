"""Commands of the runbook on a local stack: its options in place of those of a stack on AWS."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests import runbook
from tests.paths import ROOT

COMMAND_SECONDS = 300
OPTIONS = re.compile(r"--stack [a-z]+|--local\b|\blocal (?:up|down)\b")


@dataclass(frozen=True)
class LocalCommands:
    """Runs blocks of the runbook on a local stack."""

    name: str
    """Name of the local stack."""
    directory: Path
    """Working directory, in which commands write files."""

    def follow(self, entry: str, block: int, *, failing: bool = False) -> list[str]:
        """Run the commands of a block of the runbook, and return their outputs.

        Args:
            entry: Anchor of the entry.
            block: Number of the block in the entry, from 1.
            failing: Whether a command may end with status 1, as those do that find a problem.
        """
        allowed = {0, 1} if failing else {0}
        return [self.run(command, allowed) for command in runbook.commands(entry, block)]

    def run(self, command: str, allowed: set[int]) -> str:
        """Run a command, assert its exit status, and return its output."""
        local = OPTIONS.sub(self._local, command)
        environment = {
            **os.environ,
            "COLUMNS": "600",
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
        }
        done = subprocess.run(
            ["bash", "-c", local],  # noqa: S607 - the user's shell
            cwd=self.directory,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=COMMAND_SECONDS,
        )
        assert done.returncode in allowed, f"`{local}` ends with {done.returncode}:\n{done.stdout}"
        return done.stdout

    def _local(self, found: re.Match[str]) -> str:
        kept = "--local" if found[0].startswith("--") else found[0]
        return f"{kept} --name {self.name}"
