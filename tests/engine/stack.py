"""A stack of the real Pulumi engine in an emulator of its own: a copy of the program, its state, and operations on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import boto3
import yaml

from clickstream.local.config import host_settings
from clickstream.local.emulator.server import client_options
from clickstream.local.stack import bare_emulator
from tests.engine import pulumi_cli
from tests.engine.provider import serving
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Generator

    from botocore.config import Config

    from tests.engine.run import Outcome, Request

PROJECT = "clickstream-lake"
PASSPHRASE = "tests only"  # it encrypts a state that is removed with the test
RUN_SECONDS = 600
RUN = Path(__file__).parent / "run.py"
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "build", "tests", "docs", "*.egg-info")
UNCHANGED = {"same", "read", "refresh"}
KEPT = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH"}


def copy_program(target: Path) -> Path:
    """Copy the program to where the CLI may write into its stack files; the layers that are built already are shared."""
    shutil.copytree(ROOT, target, ignore=LEFT_OUT)
    (ROOT / "build" / "layers").mkdir(parents=True, exist_ok=True)
    (target / "build").mkdir()
    (target / "build" / "layers").symlink_to(ROOT / "build" / "layers")
    return target


def with_hashed_email(program: Path) -> None:
    """Let the default contract of a copy hash the column email, so that the protection key is used."""
    path = program / "contracts" / "clickstream.odcs.yaml"
    text = path.read_text(encoding="utf-8")
    hashed = text.replace(
        "{property: protection, value: drop}, {property: sampleShare",
        "{property: protection, value: hash}, {property: sampleShare",
    )
    assert hashed != text, "the default contract drops email"
    path.write_text(hashed, encoding="utf-8")


def stages() -> list[str]:
    """Return the names of the stage files."""
    return sorted(path.name.split(".")[1] for path in ROOT.glob("Pulumi.*.yaml"))


def region(stage: str) -> str:
    """Return the region of a stage file."""
    return yaml.safe_load((ROOT / f"Pulumi.{stage}.yaml").read_text(encoding="utf-8"))["config"][
        "aws:region"
    ]


@dataclass
class Stack:
    """One stage, as `pulumi` knows it."""

    name: str
    region: str
    program: Path
    """The directory of the program's copy."""
    home: Path
    """Directory of the files of Pulumi itself and of the state."""
    endpoint: str
    provider_port: int
    outputs: dict[str, Any] = field(default_factory=dict[str, Any])
    """As of the last operation that printed any."""

    @property
    def state(self) -> Path:
        """The directory of the state files: the current one, its backups and the history."""
        return self.home / "state"

    def client(self, service: Any, config: Config | None = None) -> Any:
        """Return a boto3 client of the emulator, in the stage's region."""
        return cast(
            "Any",
            boto3.client(service, config=config, **client_options(self.endpoint, self.region)),
        )

    def run(
        self,
        operation: str,
        config: dict[str, str] | None = None,
        secrets: dict[str, str] | None = None,
        *,
        program: Path | None = None,
    ) -> Outcome:
        """Run preview, up, refresh or destroy, and return the outcome.

        Args:
            operation: The command.
            config: Settings of the project by their names, set before.
            secrets: The same, set with `--secret`.
            program: Another copy of the program, for this time.
        """
        request: Request = {
            "project": str(program or self.program),
            "stack": self.name,
            "operation": operation,
            "config": {f"{PROJECT}:{key}": value for key, value in (config or {}).items()},
            "secrets": {f"{PROJECT}:{key}": value for key, value in (secrets or {}).items()},
            "environment": self._environment(),
        }
        done = subprocess.run(
            [sys.executable, str(RUN)],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            check=False,
            timeout=RUN_SECONDS,
            env=self._environment(),
        )
        assert done.returncode == 0, (
            f"{operation} of {self.name} ended without an outcome:\n{done.stderr[-4000:]}"
        )
        outcome: Outcome = json.loads(done.stdout)
        if outcome["outputs"]:
            self.outputs = outcome["outputs"]
        return outcome

    def succeed(
        self,
        operation: str,
        config: dict[str, str] | None = None,
        secrets: dict[str, str] | None = None,
        *,
        program: Path | None = None,
    ) -> Outcome:
        """Run an operation that has to succeed."""
        outcome = self.run(operation, config, secrets, program=program)
        assert outcome["error"] is None, (
            f"{operation} of {self.name} with {config}: {outcome['error']}"
        )
        return outcome

    def resources(self) -> list[dict[str, Any]]:
        """Return the resources in the state, components and the stack itself left out."""
        found = next(self.state.glob(f".pulumi/stacks/{PROJECT}/{self.name}.json"))
        listed: list[dict[str, Any]] = (
            json.loads(found.read_text(encoding="utf-8"))["checkpoint"]["latest"].get("resources")
            or []
        )
        return [
            resource
            for resource in listed
            if resource.get("custom") and not resource["type"].startswith("pulumi:")
        ]

    def _environment(self) -> dict[str, str]:
        return {
            **{key: value for key, value in os.environ.items() if key in KEPT},
            "PATH": f"{pulumi_cli.directory()}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": self.state.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_DEBUG_PROVIDERS": f"aws:{self.provider_port}",
            "PULUMI_HOME": str(self.home),
            "PULUMI_SKIP_UPDATE_CHECK": "1",
        }


def changes(outcome: Outcome) -> list[str]:
    """Return what an operation did, or would do, beside leaving things as they are."""
    return [
        f"{step['op']} {step['type'].rsplit(':', 1)[-1]} {step['name']} {','.join(step['changed'])}".strip()
        for step in outcome["steps"]
        if step["op"] not in UNCHANGED
    ]


def host() -> dict[str, str]:
    """Return the settings that follow from where the emulator runs functions."""
    return host_settings()


@contextmanager
def new_stack(
    stage: str, directory: Path, *, name: str | None = None, endpoint: str | None = None
) -> Generator[Stack]:
    """Give a stage that is not deployed yet.

    Args:
        stage: The stage file.
        directory: Where the copy of the program and the state are kept.
        name: The stack's name, if it is not the stage's: the copy has a stage file of that name
            then.
        endpoint: The emulator. By default the stack has one of its own.
    """
    home = directory / "pulumi"
    (home / "state").mkdir(parents=True)
    program = copy_program(directory / "program")
    if name:
        shutil.copy(program / f"Pulumi.{stage}.yaml", program / f"Pulumi.{name}.yaml")
    emulator = nullcontext(endpoint) if endpoint else bare_emulator(region(stage))
    with emulator as address, serving(address) as port:
        yield Stack(name or stage, region(stage), program, home, address, port)
