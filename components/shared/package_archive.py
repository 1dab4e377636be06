"""Archives of the packages of a lock file, for a Python and a platform that are not this machine's.

The bytes of an archive depend on the lock, the platform and the archive's format alone.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

# Earliest date of the zip format, for every entry: the archive does not depend on its build time.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
UNIX = 3  # the zip format's number of the system that created an entry
DIGEST_CHARACTERS = 16


class PackageError(RuntimeError):
    """Failure to build an archive of packages."""


@dataclass(frozen=True)
class Platform:
    """Interpreter, C library and processor that packages are downloaded for."""

    python: str
    """Version of CPython, such as `3.11`."""
    glibc_minor: int
    """Minor version of glibc 2."""
    machine: str
    """Processor in the form of a wheel's name, such as `x86_64`."""

    def wheel_platforms(self) -> list[str]:
        """Return the platform tags of the wheels that run here, newest first."""
        return [
            *(f"manylinux_2_{minor}_{self.machine}" for minor in range(self.glibc_minor, 16, -1)),
            f"manylinux2014_{self.machine}",
        ]


def lock_digest(lock: Path, variant: str) -> str:
    """Return the digest of a lock and of a variant: equal digests mean equal archives.

    Args:
        lock: Lock file of the packages.
        variant: Platform and format of the archive.
    """
    return hashlib.sha256(lock.read_bytes() + variant.encode()).hexdigest()[:DIGEST_CHARACTERS]


def build_once(archive: Path, build: Callable[[Path, Path], None]) -> Path:
    """Return the archive; build it if it does not exist.

    Args:
        archive: Path of the archive, in the cache.
        build: Function that downloads the packages into its first argument, a directory that does
            not exist yet, and writes the archive to its second.
    """
    if not archive.exists():
        archive.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=archive.parent) as scratch:
            built = Path(scratch) / archive.name
            build(Path(scratch) / "packages", built)
            built.replace(archive)  # atomic: another deployment may build the same archive
    return archive


def run_pip(command: str, *options: str, lock: Path, platform: Platform, what: str) -> None:
    """Run pip on the packages of a lock: their wheels for `platform`, checked against the hashes.

    Args:
        command: `install` or `download`.
        *options: Further options of the command.
        lock: Lock file of the packages.
        platform: Platform to download for.
        what: Name of the archive for the error message.

    Raises:
        PackageError: If pip fails.
    """
    platforms = [option for tag in platform.wheel_platforms() for option in ("--platform", tag)]
    arguments = [sys.executable, "-m", "pip", command, "--quiet", "--disable-pip-version-check"]
    arguments += ["--require-hashes", "--no-deps", "--only-binary=:all:", "--implementation", "cp"]
    arguments += ["--python-version", platform.python, *platforms, *options]
    arguments += ["--requirement", str(lock)]
    result = subprocess.run(arguments, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments, no shell
    if result.returncode:
        msg = f"pip could not download {what}:\n{result.stderr.strip()}"
        raise PackageError(msg)


def write_zip(target: Path, files: Mapping[str, bytes]) -> None:
    """Write a zip archive: the same bytes for the same files, on every machine.

    Entries are not compressed, since compressed bytes depend on the zlib of this Python.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.create_system = UNIX
            entry.external_attr = (0o755 if name.endswith(".so") else 0o644) << 16
            archive.writestr(entry, content)
