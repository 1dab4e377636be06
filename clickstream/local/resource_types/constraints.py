"""Constraints of AWS's API models on a value: enumeration, pattern, length and range.

botocore checks types and minimums when it sends a request. It leaves enumerations, patterns and
maximums to the service, and the emulator does not check them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Collection

    from botocore.model import Shape

SHOWN_CHARACTERS = 100  # of a refused value in a message: a policy document may have thousands

# Regular expressions of AWS's Smithy models that Python's `re` does not support: supplementary
# characters as surrogates, and Unicode classes.
_TRANSLATED = {
    r"\uD800\uDC00-\uDBFF\uDFFF": r"\U00010000-\U0010FFFF",
    # Letters. `\w` also matches digits and the underscore, which the models always allow beside it.
    r"\p{L}": r"\w",
    r"\p{N}": r"\d",
    r"\p{Z}": r"\s",
    r"\p{P}": r"!-/:-@\[-`{-~",
}


def violation(shape: Shape, value: object) -> str | None:
    """Return the constraint that a value violates, in words; None if the model allows the value."""
    # only string shapes have an enumeration
    allowed: list[str] = list(getattr(shape, "enum", None) or [])
    if allowed and value not in allowed:
        return f"one of {', '.join(allowed)}"
    metadata = cast("dict[str, str | float]", shape.metadata)
    if isinstance(value, list):
        return _outside_bounds(len(cast("list[object]", value)), "items", metadata)
    if isinstance(value, str | bytes):
        return _outside_bounds(len(value), "characters", metadata) or (
            _mismatch(value, metadata) if isinstance(value, str) else None
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _outside_bounds(value, "", metadata)
    return None


def outside(value: object, allowed: Collection[int] | None) -> str | None:
    """Return the allowed numbers, in words, if the value is none of them; else None.

    A number may be text, as in the attributes of a queue.
    """
    if allowed is None:
        return None
    if isinstance(value, int | str) and str(value).isdecimal() and int(value) in allowed:
        return None
    if isinstance(allowed, range):
        return f"{allowed.start} to {allowed.stop - 1}"
    return f"one of {', '.join(map(str, allowed))}"


def shown(value: object) -> str:
    """Return a value for an error message: shortened if it is long."""
    text = repr(value)
    if len(text) <= SHOWN_CHARACTERS:
        return text
    return f"{text[:SHOWN_CHARACTERS]}… ({len(text)} characters)"


def _outside_bounds(size: float, unit: str, metadata: dict[str, str | float]) -> str | None:
    least, most = metadata.get("min"), metadata.get("max")
    if (least is None or size >= float(least)) and (most is None or size <= float(most)):
        return None
    if least is None:
        bounds = f"at most {most}"
    elif most is None:
        bounds = f"at least {least}"
    else:
        bounds = f"{least} to {most}"
    return f"{bounds} {unit}".strip()


def _mismatch(value: str, metadata: dict[str, str | float]) -> str | None:
    pattern = metadata.get("pattern")
    if pattern and not _compiled(str(pattern)).fullmatch(value):
        return f"text that matches {pattern}"
    return None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of a model.

    Raises:
        re.error: If `_TRANSLATED` lacks an expression that Python does not support.
    """
    for smithy, python in _TRANSLATED.items():
        pattern = pattern.replace(smithy, python)
    return re.compile(pattern)
