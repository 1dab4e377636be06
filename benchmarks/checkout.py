"""Checkout whose converter is measured: an import root of links, and its contract's JSON form.

`python -m benchmarks.checkout TARGET` compiles the contract with the packages of the checkout.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benchmarks.inputs import CONTRACT, ROOT

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


def environment(import_root: Path) -> dict[str, str]:
    """Return the environment of a process that imports packages from `import_root` alone."""
    return os.environ | {
        "PYTHONPATH": str(import_root),
        "PYTHONSAFEPATH": "1",  # the working directory is not an import root
        "AWS_DEFAULT_REGION": "us-east-1",
        "PYTHONHASHSEED": "0",
    }


def main(target: Path) -> None:
    """Write the JSON form of the contract, which the converter of the same checkout reads."""
    from clickstream.contract.odcs import read_contract  # noqa: PLC0415 - the parent imports this module without the package

    target.write_text(read_contract(CONTRACT).to_json(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
