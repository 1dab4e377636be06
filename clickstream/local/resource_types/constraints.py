"""Constraints of AWS's API models on a value: enumeration, pattern, length and range.

botocore checks types and minimums when it sends a request; the enumerations, patterns and maximums
that its models carry too are left to the service, which an emulator does not stand in for.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Collection

    from botocore.model import Shape

SHOWN_CHARACTERS = 100  # of a refused value in the message: a policy document may have thousands

# What Smithy's models write and Python's `re` does not read: supplementary characters as
# surrogates, and Unicode classes.
_TRANSLATED = {
    r"\uD800\uDC00-\uDBFF\uDFFF": r"\U00010000-\U0010FFFF",
    # letters; `\w` takes digits and the underscore too, which stand beside it wherever it is used
    r"\p{L}": r"\w",
    r"\p{N}": r"\d",
    r"\p{Z}": r"\s",
    r"\p{P}": r"!-/:-@\[-`{-~",
}


def violation(shape: Shape, value: object) -> str | None:
    """Return what a value must be, in words, if the model does not allow it; None if it does."""
    allowed: list[str] = list(getattr(shape, "enum", None) or [])  # only string shapes have one
    if allowed and value not in allowed:
        return f"one of {', '.join(allowed)}"
    metadata = cast("dict[str, str | float]", shape.metadata)
    if isinstance(value, list):
        return _length(len(cast("list[object]", value)), "items", metadata)
    if isinstance(value, str | bytes):
        return _length(len(value), "characters", metadata) or (
            _mismatch(value, metadata) if isinstance(value, str) else None
        )
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _length(value, "", metadata)
    return None


def outside(value: object, allowed: Collection[int] | None) -> str | None:
    """Return the allowed numbers, in words, if the value is none of them; a number may be text, as in a queue's attributes."""
    if allowed is None or (
        isinstance(value, int | str) and str(value).isdecimal() and int(value) in allowed
    ):
        return None
    return (
        f"{allowed.start} to {allowed.stop - 1}"
        if isinstance(allowed, range)
        else f"one of {', '.join(map(str, allowed))}"
    )


def shown(value: object) -> str:
    """Return a value as a message quotes it."""
    text = repr(value)
    return (
        text
        if len(text) <= SHOWN_CHARACTERS
        else f"{text[:SHOWN_CHARACTERS]}… ({len(text)} characters)"
    )


def _length(size: float, unit: str, metadata: dict[str, str | float]) -> str | None:
    least, most = metadata.get("min"), metadata.get("max")
    if (least is None or size >= float(least)) and (most is None or size <= float(most)):
        return None
    bounds = (
        f"at most {most}"
        if least is None
        else f"at least {least}"
        if most is None
        else f"{least} to {most}"
    )
    return f"{bounds} {unit}".strip()


def _mismatch(value: str, metadata: dict[str, str | float]) -> str | None:
    pattern = metadata.get("pattern")
    return (
        f"text that matches {pattern}"
        if pattern and not _compiled(str(pattern)).fullmatch(value)
        else None
    )


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a model's pattern. A pattern that Python cannot read raises `re.error`: a translation is missing above."""
    for smithy, python in _TRANSLATED.items():
        pattern = pattern.replace(smithy, python)
    return re.compile(pattern)
