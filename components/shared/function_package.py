"""Archives of a function: its code, and the layer with the packages that it imports.

The bytes of both depend on their input alone, so that a deployment without a change uploads
nothing.
"""

import shutil
from pathlib import Path

import pulumi

from clickstream.contract import Contract
from components.shared.archive_files import CONTRACT_MODULES, ROOT, package_files
from components.shared.package_archive import (
    PackageError,
    Platform,
    build_once,
    lock_digest,
    run_pip,
    write_zip,
)

SOURCES = ROOT / "lambda_src"
LAYER_LOCK = SOURCES / "requirements.txt"
API_SOURCE_LOCK = SOURCES / "api_source" / "requirements.txt"
CANARY_LOCK = SOURCES / "canary" / "requirements.txt"
LAYER_CACHE = ROOT / "build" / "layers"

# Bytes of code and layers together:
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
UNPACKED_LIMIT = 250 * 1024 * 1024
# Format of the archive. It is part of the digest: an archive of an older format is not used.
LAYER_FORMAT = "stored-1"
CODE_ALLOWANCE = 1024 * 1024  # bytes of the limit for the code
GLIBC_MINOR = {"python3.11": 26}  # Amazon Linux 2; the later runtimes are Amazon Linux 2023
GLIBC_MINOR_AL2023 = 34
MACHINE = {"arm64": "aarch64", "x86_64": "x86_64"}


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


def canary_files() -> dict[str, Path]:
    """Return the files of the canary's code by their path in the archive."""
    canary = {f"canary/{path.name}": path for path in sorted((SOURCES / "canary").glob("*.py"))}
    templates = ("contract/event_template.py", "contract/sample_values.py")
    return canary | package_files(*CONTRACT_MODULES, *templates)


def canary_code(compiled: str) -> pulumi.AssetArchive:
    """Return the canary's code.

    Args:
        compiled: Text of the file `canary.json`, beside the code.
    """
    files: dict[str, pulumi.Asset | pulumi.Archive] = {
        name: pulumi.FileAsset(str(path)) for name, path in canary_files().items()
    }
    return pulumi.AssetArchive({**files, "canary.json": pulumi.StringAsset(compiled)})


def layer_digest(runtime: str, architecture: str, lock: Path) -> str:
    """Return the digest of lock, runtime, architecture and archive format of a layer."""
    return lock_digest(lock, f"{runtime}/{architecture}/{LAYER_FORMAT}")


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

    def build(packages: Path, archive: Path) -> None:
        _download(packages, runtime, architecture, lock)
        _check_size(packages, lock)
        write_archive(packages, archive)

    return build_once(layer_path(runtime, architecture, lock), build)


def lambda_platform(runtime: str, architecture: str) -> Platform:
    """Return the platform of a Lambda runtime."""
    return Platform(
        python=runtime.removeprefix("python"),
        glibc_minor=GLIBC_MINOR.get(runtime, GLIBC_MINOR_AL2023),
        machine=MACHINE[architecture],
    )


def _download(target: Path, runtime: str, architecture: str, lock: Path) -> None:
    run_pip(
        "install",
        "--no-compile",
        "--target",
        str(target),
        lock=lock,
        platform=lambda_platform(runtime, architecture),
        what=f"the layer for {runtime} on {architecture}",
    )
    # The first line of a script is the path of this machine's interpreter.
    shutil.rmtree(target / "bin", ignore_errors=True)


def _check_size(packages: Path, lock: Path) -> None:
    size = sum(path.stat().st_size for path in packages.rglob("*") if path.is_file())
    if size > UNPACKED_LIMIT - CODE_ALLOWANCE:
        msg = f"the layer unpacks to {size / 2**20:.0f} MiB; Lambda allows {UNPACKED_LIMIT / 2**20:.0f} MiB with the code. Remove packages from {lock}"
        raise PackageError(msg)


def write_archive(packages: Path, target: Path) -> None:
    """Write the layer's zip archive."""
    write_zip(
        target,
        {
            f"python/{path.relative_to(packages).as_posix()}": _content(path)
            for path in packages.rglob("*")
            if path.is_file()
        },
    )


def _content(path: Path) -> bytes:
    """Return the content of a file; without scripts, which are not in the layer, if it is RECORD.

    RECORD is the list of a package's files.
    """
    content = path.read_bytes()
    if path.name != "RECORD":
        return content
    lines = content.splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(b"../"))
