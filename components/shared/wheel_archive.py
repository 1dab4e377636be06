"""Archive of wheels, from which Glue installs the packages of a job."""

from pathlib import Path

from components.shared.archive_files import ROOT
from components.shared.package_archive import Platform, build_once, lock_digest, run_pip, write_zip

WHEEL_CACHE = ROOT / "build" / "wheels"
# Glue's format: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-python-libraries.html
SUFFIX = ".gluewheels.zip"
# Version of the archive's content. It is part of the digest: an older archive is not used.
WHEEL_FORMAT = "stored-1"


def wheel_digest(lock: Path, platform: Platform) -> str:
    """Return the digest of lock, platform and archive format."""
    return lock_digest(
        lock, f"{platform.python}/{platform.glibc_minor}/{platform.machine}/{WHEEL_FORMAT}"
    )


def wheel_path(lock: Path, platform: Platform) -> Path:
    """Return the path of the archive, which exists once it is built."""
    digest = wheel_digest(lock, platform)
    return WHEEL_CACHE / f"python{platform.python}-{platform.machine}-{digest}{SUFFIX}"


def wheel_archive(lock: Path, platform: Platform) -> Path:
    """Return the archive with the wheels of a lock; build it if it does not exist.

    Args:
        lock: Lock file of the packages.
        platform: Platform of the Glue version. Pip downloads wheels for it, not for this machine.

    Raises:
        PackageError: If pip fails.
    """

    def build(wheels: Path, archive: Path) -> None:
        _download(wheels, lock, platform)
        _write_archive(wheels, archive)

    return build_once(wheel_path(lock, platform), build)


def _download(target: Path, lock: Path, platform: Platform) -> None:
    run_pip(
        "download",
        "--dest",
        str(target),
        lock=lock,
        platform=platform,
        what=f"the wheels for Python {platform.python} on {platform.machine}",
    )


def _write_archive(wheels: Path, target: Path) -> None:
    """Write the zip archive: the wheels, and the list of packages for pip on Glue."""
    found = sorted(wheels.glob("*.whl"))
    pins = [path.name.split("-")[:2] for path in found]
    requirements = "".join(f"{package}=={version}\n" for package, version in pins)
    files = {f"wheels/{path.name}": path.read_bytes() for path in found}
    write_zip(target, {**files, "wheels/requirements.txt": requirements.encode()})
