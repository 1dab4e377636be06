"""Files of `clickstream/` for the archive of a function or a job, by their path in the archive."""

from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "clickstream"
CONTRACT_MODULES = ("contract/data_types.py", "contract/model.py", "contract/paths.py")
"""Modules that read the JSON form of a contract. They import the standard library alone."""


def package_files(*paths: str) -> dict[str, Path]:
    """Return modules of `clickstream/` with the `__init__.py` files of their packages.

    Args:
        *paths: Modules such as `contract/model.py`, or packages such as `records` with all of
            their modules.
    """
    files = [file for path in paths for file in _modules(PACKAGE / path)]
    files += [
        folder / "__init__.py" for file in files for folder in file.parents if _is_ours(folder)
    ]
    return {file.relative_to(ROOT).as_posix(): file for file in sorted(set(files))}


def _modules(path: Path) -> Iterable[Path]:
    return path.glob("*.py") if path.is_dir() else [path]


def _is_ours(folder: Path) -> bool:
    return folder.is_relative_to(PACKAGE)
