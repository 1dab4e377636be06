"""A function's two archives: its code, and the layer with the packages that it needs.

Both are the same bytes for the same input, so that a deployment without a change has nothing to upload.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pulumi

from contract import Contract

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "lambda_src"
LAYER_LOCK = SOURCES / "requirements.txt"
API_SOURCE_LOCK = SOURCES / "api_source" / "requirements.txt"
LAYER_CACHE = ROOT / "build" / "layers"
CONTRACT_MODULES = ("__init__.py", "model.py", "frames.py")  # what the function needs of contract/: no YAML, no Pulumi

UNPACKED_LIMIT = 250 * 1024 * 1024  # bytes, code and layers together; https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
CODE_ALLOWANCE = 1024 * 1024  # bytes of it that the code may take
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that the format can say: no build time in the archive
GLIBC_MINOR = {"python3.11": 26}  # Amazon Linux 2; the later runtimes are Amazon Linux 2023
GLIBC_MINOR_AL2023 = 34
MACHINE = {"arm64": "aarch64", "x86_64": "x86_64"}


class PackageError(RuntimeError):
    """The function's package could not be made."""


def function_files() -> dict[str, Path]:
    """Return the files of the function's code by their path in the archive: these and no others."""
    converter = {f"converter/{path.name}": path for path in sorted((SOURCES / "converter").glob("*.py"))}
    return converter | {f"contract/{module}": ROOT / "contract" / module for module in CONTRACT_MODULES}


def function_code(contract: Contract) -> pulumi.AssetArchive:
    """Return the function's code with the compiled contract beside it."""
    files: dict[str, pulumi.Asset | pulumi.Archive] = {name: pulumi.FileAsset(str(path)) for name, path in function_files().items()}
    return pulumi.AssetArchive({**files, "contract.json": pulumi.StringAsset(contract.to_json())})


def api_source_files() -> dict[str, Path]:
    """Return the files of the API source's code by their path in the archive."""
    return {f"{path.parent.name}/{path.name}": path for folder in (SOURCES / "api_source", ROOT / "delivery") for path in sorted(folder.glob("*.py"))}


def api_source_code() -> pulumi.AssetArchive:
    """Return the API source's code."""
    return pulumi.AssetArchive({name: pulumi.FileAsset(str(path)) for name, path in api_source_files().items()})


def layer_archive(runtime: str, architecture: str, lock: Path | None = None) -> Path:
    """Return the layer's zip for a runtime such as `python3.13` and an architecture, `arm64` or `x86_64`.

    It is downloaded by pip from the lock, by default the converter's, for the target and not for this machine, and kept in `build/layers` under a name
    made of lock, runtime and architecture.

    Raises:
        PackageError: If pip fails, or if what it brings does not fit into Lambda.
    """
    lock = lock or LAYER_LOCK
    digest = hashlib.sha256(lock.read_bytes() + f"{runtime}/{architecture}".encode()).hexdigest()[:16]
    archive = LAYER_CACHE / f"{runtime}-{architecture}-{digest}.zip"
    if not archive.exists():
        LAYER_CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=LAYER_CACHE) as scratch:
            packages = Path(scratch) / "python"
            _download(packages, runtime, architecture, lock)
            _check_size(packages, lock)
            built = Path(scratch) / "layer.zip"
            _zip(packages, built)
            built.replace(archive)  # in one step: another deployment may be building the same
    return archive


def pip_platforms(runtime: str, architecture: str) -> list[str]:
    """Return the wheel platforms that a runtime can load, newest first."""
    newest = GLIBC_MINOR.get(runtime, GLIBC_MINOR_AL2023)
    machine = MACHINE[architecture]
    return [*(f"manylinux_2_{minor}_{machine}" for minor in range(newest, 16, -1)), f"manylinux2014_{machine}"]


def _download(target: Path, runtime: str, architecture: str, lock: Path) -> None:
    platforms = [option for platform in pip_platforms(runtime, architecture) for option in ("--platform", platform)]
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(target), "--require-hashes", "--no-deps", "--no-compile"]
    command += ["--only-binary=:all:", "--implementation", "cp", "--python-version", runtime.removeprefix("python"), *platforms]
    command += ["--disable-pip-version-check", "--requirement", str(lock)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments, no shell
    if result.returncode:
        msg = f"the layer for {runtime} on {architecture} could not be downloaded; pip says:\n{result.stderr.strip()}"
        raise PackageError(msg)
    shutil.rmtree(target / "bin", ignore_errors=True)  # scripts with this machine's interpreter in their first line


def _check_size(packages: Path, lock: Path) -> None:
    size = sum(path.stat().st_size for path in packages.rglob("*") if path.is_file())
    if size > UNPACKED_LIMIT - CODE_ALLOWANCE:
        msg = f"the layer unpacks to {size / 2**20:.0f} MiB, and Lambda takes {UNPACKED_LIMIT / 2**20:.0f} with the code; remove packages from {lock}"
        raise PackageError(msg)


def _zip(packages: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in packages.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"python/{path.relative_to(packages).as_posix()}", ZIP_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if path.suffix == ".so" else 0o644) << 16
            archive.writestr(entry, path.read_bytes())
