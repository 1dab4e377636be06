"""Pulumi CLI of the tests: from the PATH if it is new enough, else built from `cli/go.mod`."""

from __future__ import annotations

import fcntl
import importlib.metadata
import re
import shutil
import subprocess
from pathlib import Path

from tests.paths import ROOT

MODULE = Path(__file__).parent / "cli"
BUILT = ROOT / "build" / "pulumi"
COMMAND = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
VERSION = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
BUILD_SECONDS = 1800  # four minutes on two cores, after the download of the modules


def pinned() -> str:
    """Return the version in `cli/go.mod`, such as `3.274.1`."""
    found = re.search(
        r"github\.com/pulumi/pulumi/pkg/v3 v(\S+)", (MODULE / "go.mod").read_text(encoding="utf-8")
    )
    assert found, f"{MODULE / 'go.mod'} pins no version of the CLI"
    return found[1]


def missing() -> str | None:
    """Return the missing requirement, with the remedy; None if a CLI exists or can be built."""
    if _installed() or _built().is_file() or shutil.which("go"):
        return None
    return f"the engine tests need the Pulumi CLI {_needed()} or newer, or Go to build it; neither is on the PATH. Install one: https://www.pulumi.com/docs/install/"


def directory() -> Path:
    """Return the directory of a `pulumi` that is new enough. It is built if there is none."""
    if found := _installed():
        return found.parent
    target = _built()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another process of these tests may be building it
        if not target.is_file():
            _build(target)
    return target.parent


def _needed() -> str:
    """Return the oldest version that the SDK supports: the version of the SDK."""
    return importlib.metadata.version("pulumi")


def _installed() -> Path | None:
    path = shutil.which("pulumi")
    if path is None:
        return None
    printed = subprocess.run([path, "version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)\.(\d+)\.(\d+)", printed)
    return (
        Path(path)
        if found and tuple(map(int, found.groups())) >= tuple(map(int, _needed().split(".")))
        else None
    )


def _built() -> Path:
    return BUILT / pinned() / "pulumi"


def _build(target: Path) -> None:
    """Build the CLI; without its version in the binary the Automation API refuses it."""
    partial = target.with_suffix(".partial")
    flags = f"-s -w -X {VERSION}=v{pinned()}"
    command = ["go", "build", "-mod=readonly", "-o", str(partial), "-ldflags", flags, COMMAND]
    done = subprocess.run(
        command, cwd=MODULE, capture_output=True, text=True, check=False, timeout=BUILD_SECONDS
    )
    assert done.returncode == 0, f"the Pulumi CLI cannot be built in {MODULE}: {done.stderr}"
    partial.replace(target)
