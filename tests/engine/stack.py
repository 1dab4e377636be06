"""Stack of the real Pulumi engine: a copy of the program, its state, and an emulator."""

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
PASSPHRASE = "tests only"  # of a state that is removed with the test
RUN_SECONDS = 600
RUN = Path(__file__).parent / "run.py"
NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "build", "tests", "docs", "*.egg-info")
UNCHANGED = {"same", "read", "refresh"}
KEPT_VARIABLES = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV", "LD_LIBRARY_PATH"}


def copy_program(target: Path) -> Path:
    """Copy the program, so that the CLI can write to its stack files; built archives are shared."""
    shutil.copytree(ROOT, target, ignore=NOT_COPIED)
    share_archives(target)
    return target


def share_archives(program: Path) -> None:
    """Link the caches of built layers and wheels into a copy of the program."""
    (program / "build").mkdir()
    for cache in ("layers", "wheels"):
        (ROOT / "build" / cache).mkdir(parents=True, exist_ok=True)
        (program / "build" / cache).symlink_to(ROOT / "build" / cache)


def with_hashed_email(program: Path) -> None:
    """Hash the column email in the default contract of a copy, so that it needs the key."""
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
    """A stack of `pulumi`, of one stage file."""

    name: str
    region: str
    program: Path
    """Directory of the program's copy."""
    home: Path
    """Directory of Pulumi's files (`PULUMI_HOME`) and of the state."""
    endpoint: str
    provider_port: int
    outputs: dict[str, Any] = field(default_factory=dict[str, Any])
    """Outputs of the last successful `up`."""
    _clients: dict[str, Any] = field(default_factory=dict[str, Any])

    @property
    def state(self) -> Path:
        """Directory of the state files: the current one, backups and history."""
        return self.home / "state"

    def client(self, service: Any, config: Config | None = None) -> Any:
        """Return a boto3 client of the emulator, in the stage's region."""
        options = client_options(self.endpoint, self.region)
        if config:
            return cast("Any", boto3.client(service, config=config, **options))
        if service not in self._clients:
            self._clients[service] = cast("Any", boto3.client(service, **options))
        return self._clients[service]

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
            operation: `preview`, `up`, `refresh` or `destroy`.
            config: Settings that are set before, by their names.
            secrets: Settings that are set with `--secret`, by their names.
            program: Another copy of the program for this operation.
        """
        request: Request = {
            "project": str(program or self.program),
            "stack": self.name,
            "operation": operation,
            "config": {f"{PROJECT}:{key}": value for key, value in (config or {}).items()},
            "secrets": {f"{PROJECT}:{key}": value for key, value in (secrets or {}).items()},
            "environment": self.environment(),
        }
        done = subprocess.run(
            [sys.executable, str(RUN)],
            input=json.dumps(request),
            capture_output=True,
            text=True,
            check=False,
            timeout=RUN_SECONDS,
            env=self.environment(),
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
        """Run an operation and assert that it succeeds; the arguments are those of `run`."""
        outcome = self.run(operation, config, secrets, program=program)
        assert outcome["error"] is None, (
            f"{operation} of {self.name} with {config}: {outcome['error']}"
        )
        return outcome

    def resources(self) -> list[dict[str, Any]]:
        """Return the resources in the state, without components and the stack itself."""
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

    def environment(self) -> dict[str, str]:
        """Return the environment of the CLI and of the operations."""
        return {
            **{key: value for key, value in os.environ.items() if key in KEPT_VARIABLES},
            "PATH": f"{pulumi_cli.directory()}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": self.state.as_uri(),
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_DEBUG_PROVIDERS": f"aws:{self.provider_port}",
            "PULUMI_HOME": str(self.home),
            "PULUMI_SKIP_UPDATE_CHECK": "1",
        }


def changes(outcome: Outcome) -> list[str]:
    """Return the changes of an operation or preview: operation, type, name and changed inputs."""
    return [
        f"{step['op']} {step['type'].rsplit(':', 1)[-1]} {step['name']} {','.join(step['changed'])}".strip()
        for step in outcome["steps"]
        if step["op"] not in UNCHANGED
    ]


def host() -> dict[str, str]:
    """Return the settings that depend on this machine, which runs the functions."""
    return host_settings()


@contextmanager
def new_stack(
    stage: str, directory: Path, *, name: str | None = None, endpoint: str | None = None
) -> Generator[Stack]:
    """Yield a stack that is not deployed yet.

    Args:
        stage: Name of the stage file.
        directory: Directory of the program's copy and of the state.
        name: Name of the stack; by default that of the stage. The stage file is copied to it.
        endpoint: URL of an emulator. By default the stack has an emulator of its own.
    """
    home = directory / "pulumi"
    (home / "state").mkdir(parents=True)
    program = copy_program(directory / "program")
    if name:
        shutil.copy(program / f"Pulumi.{stage}.yaml", program / f"Pulumi.{name}.yaml")
    emulator = nullcontext(endpoint) if endpoint else bare_emulator(region(stage))
    with emulator as address, serving(address) as port:
        yield Stack(name or stage, region(stage), program, home, address, port)
