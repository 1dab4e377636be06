"""Archives of a function: its code, and the layer with the packages that it imports.

The bytes of both depend on their input alone, so that a deployment without a change uploads
nothing.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pulumi

from clickstream.contract import Contract
from components.shared.archive_files import CONTRACT_MODULES, ROOT, package_files

SOURCES = ROOT / "lambda_src"
LAYER_LOCK = SOURCES / "requirements.txt"
API_SOURCE_LOCK = SOURCES / "api_source" / "requirements.txt"
LAYER_CACHE = ROOT / "build" / "layers"

# Bytes of code and layers together:
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
UNPACKED_LIMIT = 250 * 1024 * 1024
# Format of the archive. It is part of the digest: an archive of an older format is not used.
LAYER_FORMAT = "stored-1"
CODE_ALLOWANCE = 1024 * 1024  # bytes of the limit for the code
# Earliest date of the zip format, for every entry: the archive does not depend on its build time.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
UNIX = 3  # the zip format's number of the system that created an entry
GLIBC_MINOR = {"python3.11": 26}  # Amazon Linux 2; the later runtimes are Amazon Linux 2023
GLIBC_MINOR_AL2023 = 34
MACHINE = {"arm64": "aarch64", "x86_64": "x86_64"}


class PackageError(RuntimeError):
    """Failure to build the package of a function."""


def function_files() -> dict[str, Path]:
    """Return the files of the function's code by their path in the archive."""
    converter = {
        f"converter/{path.name}": path for path in sorted((SOURCES / "converter").glob("*.py"))
    }
    # No module that imports YAML or Pulumi: the layer has neither.
    return converter | package_files(*CONTRACT_MODULES, "contract/polars_schema.py", "records")


def function_code(contract: Contract) -> pulumi.AssetArchive:
    """Return the function's code with the compiled contract beside it."""
    files: dict[str, pulumi.Asset | pulumi.Archive] = {
        name: pulumi.FileAsset(str(path)) for name, path in function_files().items()
    }
    return pulumi.AssetArchive({**files, "contract.json": pulumi.StringAsset(contract.to_json())})


def api_source_files() -> dict[str, Path]:
    """Return the files of the API source's code by their path in the archive."""
    source = {
        f"api_source/{path.name}": path for path in sorted((SOURCES / "api_source").glob("*.py"))
    }
    return source | package_files("delivery")


def api_source_code() -> pulumi.AssetArchive:
    """Return the API source's code."""
    return pulumi.AssetArchive(
        {name: pulumi.FileAsset(str(path)) for name, path in api_source_files().items()}
    )


def layer_digest(runtime: str, architecture: str, lock: Path) -> str:
    """Return the digest of lock, runtime, architecture and archive format of a layer."""
    return hashlib.sha256(
        lock.read_bytes() + f"{runtime}/{architecture}/{LAYER_FORMAT}".encode()
    ).hexdigest()[:16]


def layer_path(runtime: str, architecture: str, lock: Path) -> Path:
    """Return the path of the layer's archive, which exists once it is built."""
    return LAYER_CACHE / f"{runtime}-{architecture}-{layer_digest(runtime, architecture, lock)}.zip"


def layer_archive(runtime: str, architecture: str, lock: Path | None = None) -> Path:
    """Return the layer's archive; build it if it does not exist.

    Args:
        runtime: Lambda runtime, such as `python3.13`.
        architecture: `arm64` or `x86_64`. Pip downloads packages for it, not for this machine.
        lock: Lock file of the packages; by default, the converter's.

    Raises:
        PackageError: If pip fails, or if the packages do not fit into Lambda.
    """
    lock = lock or LAYER_LOCK
    archive = layer_path(runtime, architecture, lock)
    if not archive.exists():
        LAYER_CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=LAYER_CACHE) as scratch:
            packages = Path(scratch) / "python"
            _download(packages, runtime, architecture, lock)
            _check_size(packages, lock)
            built = Path(scratch) / "layer.zip"
            write_archive(packages, built)
            built.replace(archive)  # atomic: another deployment may build the same archive
    return archive


def pip_platforms(runtime: str, architecture: str) -> list[str]:
    """Return the wheel platforms of a runtime, newest first."""
    newest = GLIBC_MINOR.get(runtime, GLIBC_MINOR_AL2023)
    machine = MACHINE[architecture]
    return [
        *(f"manylinux_2_{minor}_{machine}" for minor in range(newest, 16, -1)),
        f"manylinux2014_{machine}",
    ]


def _download(target: Path, runtime: str, architecture: str, lock: Path) -> None:
    platforms = [
        option
        for platform in pip_platforms(runtime, architecture)
        for option in ("--platform", platform)
    ]
    python = ["--implementation", "cp", "--python-version", runtime.removeprefix("python")]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--require-hashes", "--no-deps", "--no-compile", "--only-binary=:all:"]
    command += [*python, *platforms, "--target", str(target), "--requirement", str(lock)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments, no shell
    if result.returncode:
        msg = f"pip could not download the layer for {runtime} on {architecture}:\n{result.stderr.strip()}"
        raise PackageError(msg)
    # The first line of a script is the path of this machine's interpreter.
    shutil.rmtree(target / "bin", ignore_errors=True)


def _check_size(packages: Path, lock: Path) -> None:
    size = sum(path.stat().st_size for path in packages.rglob("*") if path.is_file())
    if size > UNPACKED_LIMIT - CODE_ALLOWANCE:
        msg = f"the layer unpacks to {size / 2**20:.0f} MiB; Lambda allows {UNPACKED_LIMIT / 2**20:.0f} MiB with the code. Remove packages from {lock}"
        raise PackageError(msg)


def write_archive(packages: Path, target: Path) -> None:
    """Write the layer's zip archive: the same bytes for the same packages, on every machine.

    Entries are not compressed, since compressed bytes depend on the zlib of this Python.
    """
    files = {
        path.relative_to(packages).as_posix(): path
        for path in packages.rglob("*")
        if path.is_file()
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, path in sorted(files.items()):
            entry = zipfile.ZipInfo(f"python/{name}", ZIP_EPOCH)
            entry.create_system = UNIX
            entry.external_attr = (0o755 if path.suffix == ".so" else 0o644) << 16
            archive.writestr(
                entry, _without_scripts(path) if path.name == "RECORD" else path.read_bytes()
            )


def _without_scripts(record: Path) -> bytes:
    """Return a package's list of files without its scripts, which are not in the layer."""
    return b"".join(
        line
        for line in record.read_bytes().splitlines(keepends=True)
        if not line.startswith(b"../")
    )
