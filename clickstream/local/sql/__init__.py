"""SQL of the local Athena: Athena SQL in, DuckDB SQL out."""

from __future__ import annotations

from importlib import resources


def macros() -> str:
    """Return the statements that create the macros of translated queries.

    The functions of `python_functions` are registered on the same connection.
    """
    return resources.files(__name__).joinpath("macros.sql").read_text(encoding="utf-8")
