"""Checkout whose converter is measured: an import root of links, and its contract's JSON form.

`python -m benchmarks.checkout TARGET [CONTRACT]` compiles a contract with the checkout's packages.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benchmarks.paths import CONTRACT, ROOT

FUNCTIONS, SHARED = "lambda_src", "clickstream"
"""Directory of the functions' packages, and the package that they share with other parts."""
REQUIRED = (f"{FUNCTIONS}/converter/__init__.py", f"{SHARED}/__init__.py")


def missing_files(checkout: Path) -> list[str]:
    """Return the files that the benchmark needs and a checkout does not have."""
    return [name for name in REQUIRED if not (checkout / name).is_file()]


def link_packages(checkout: Path, import_root: Path) -> None:
    """Link every package that a case imports into one directory.

    The converter and its imports come from the checkout, the benchmark itself from this repository.
    """
    functions = [
        path for path in (checkout / FUNCTIONS).iterdir() if (path / "__init__.py").is_file()
    ]
    for package in (*functions, checkout / SHARED, ROOT / "benchmarks"):
        (import_root / package.name).symlink_to(package.resolve(), target_is_directory=True)


def environment(import_roots: tuple[Path, ...]) -> dict[str, str]:
    """Return the environment of a process that imports packages from these directories alone."""
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(map(str, import_roots)),
        "PYTHONSAFEPATH": "1",  # the working directory is not an import root
        "AWS_DEFAULT_REGION": "us-east-1",
        "PYTHONHASHSEED": "0",
    }


def main(target: Path, contract: Path = CONTRACT) -> None:
    """Write the JSON form of a contract, which the converter of the same checkout reads."""
    from clickstream.contract.odcs import read_contract  # noqa: PLC0415 - the parent imports this module without the package

    target.write_text(read_contract(contract).to_json(), encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
