"""Private members of MiniStack, which has no type information."""

from __future__ import annotations

import importlib
import sys
from typing import Any


def members(service: str, *names: str, package: str = "services") -> dict[str, Any]:
    """Return members of a module of MiniStack by name.

    Args:
        service: Name of the module; in `services` it is that of an AWS service.
        names: Names of the members.
        package: Package of the module.

    The server exits if MiniStack lacks one. The module reads the environment on import.
    """
    module = importlib.import_module(f"ministack.{package}.{service}")
    missing = [name for name in names if not hasattr(module, name)]
    if missing:
        sys.exit(
            f"MiniStack's {service} lacks {', '.join(missing)}: adapt clickstream/local/emulator/ to its version"
        )
    return {name: getattr(module, name) for name in names}


def replace(service: str, name: str, value: object) -> None:
    """Replace a member of a service's module, which must have it."""
    members(service, name)
    setattr(importlib.import_module(f"ministack.services.{service}"), name, value)
