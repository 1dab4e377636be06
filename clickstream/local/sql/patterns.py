r"""Trino's functions of regular expressions, by Python's `re`.

Java's named groups are translated. Unicode classes (`\p{…}`) other than the letters' are refused.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

JAVA_ONLY = re.compile(r"\\(?:[pP](?:\{\w+\}|\w)|z|Z|h)|\(\?<(?=[A-Za-z])|\\.", re.DOTALL)
CLASSES = {
    r"\p{L}": r"[^\W\d_]",
    r"\p{Alpha}": "[A-Za-z]",
    r"\p{Digit}": "[0-9]",
    r"\p{Alnum}": "[A-Za-z0-9]",
    r"\z": r"\Z",
    r"\Z": r"(?=\n?\Z)",
    "(?<": "(?P<",
}
POSIX_CLASSES = {
    "alpha": "A-Za-z",
    "digit": r"\d",
    "alnum": "0-9A-Za-z",
    "space": r"\s",
    "upper": "A-Z",
    "lower": "a-z",
    "punct": r"!-/:-@\[-`{-~",
}
POSIX = re.compile(rf"\[:({'|'.join(POSIX_CLASSES)}):\]")
REFERENCE = re.compile(r"\\(.)|\$(?:(\d)|\{(\w+)\})|\$", re.DOTALL)


@functools.lru_cache(maxsize=512)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a Java pattern compiled.

    Raises:
        ValueError: If the pattern is invalid, or Python lacks a part of it.
    """

    def translated(match: re.Match[str]) -> str:
        token = match[0]
        if token in CLASSES:
            return CLASSES[token]
        if token[:2] in {r"\p", r"\P", r"\h"}:
            msg = f"NOT_SUPPORTED: the local Athena has no character class {token} (in the pattern '{pattern}')"
            raise ValueError(msg)
        return token

    # \w and \d are ASCII in Trino, letters and a comparison without case are Unicode's.
    wide = r"\p{" in pattern or ("(?i" in pattern and not pattern.isascii())
    try:
        known = POSIX.sub(lambda name: POSIX_CLASSES[name[1]], JAVA_ONLY.sub(translated, pattern))
        return re.compile(known, 0 if wide else re.ASCII)
    except re.error as error:
        msg = f"INVALID_FUNCTION_ARGUMENT: the pattern '{pattern}' is invalid: {error}"
        raise ValueError(msg) from error


def like(text: str, pattern: str) -> bool:
    """Tell whether a part of the text matches."""
    return compiled(pattern).search(text) is not None


def extract(text: str, pattern: str, group: int) -> str | None:
    """Return a group of the first match, or None."""
    match = compiled(pattern).search(text)
    _check_group(pattern, group)
    return match[group] if match else None


def extract_all(text: str, pattern: str, group: int) -> list[str | None]:
    """Return a group of each match."""
    _check_group(pattern, group)
    return [match[group] for match in compiled(pattern).finditer(text)]


def replace(text: str, pattern: str, replacement: str) -> str:
    """Replace each match. `$1` and `${name}` are groups, and a backslash quotes a character."""
    return compiled(pattern).sub(lambda match: "".join(_expanded(match, replacement)), text)


def split(text: str, pattern: str) -> list[str]:
    """Return the parts between the matches."""
    parts, start = list[str](), 0
    for match in compiled(pattern).finditer(text):
        parts.append(text[start : match.start()])
        start = match.end()
    return [*parts, text[start:]]


def count(text: str, pattern: str) -> int:
    """Return the number of matches."""
    return sum(1 for _ in compiled(pattern).finditer(text))


def position(text: str, pattern: str, start: int, occurrence: int) -> int:
    """Return the position of a match, counted from 1, or -1."""
    found = [match.start() + 1 for match in compiled(pattern).finditer(text, start - 1)]
    return found[occurrence - 1] if occurrence <= len(found) else -1


def _check_group(pattern: str, group: int) -> None:
    groups = compiled(pattern).groups
    if not 0 <= group <= groups:
        msg = f"INVALID_FUNCTION_ARGUMENT: Pattern has {groups} groups. Cannot access group {group}"
        raise ValueError(msg)


def _expanded(match: re.Match[str], replacement: str) -> Iterator[str]:
    position = 0
    while reference := REFERENCE.search(replacement, position):
        yield replacement[position : reference.start()]
        position = reference.end()
        if reference[1] is not None:
            yield reference[1]
        elif reference[3] is not None:
            yield _group(match, reference[3])
        elif reference[2] is not None:
            number = int(reference[2])
            # More digits belong to the number as long as the pattern has so many groups.
            while position < len(replacement) and replacement[position].isdigit():
                longer = number * 10 + int(replacement[position])
                if longer > match.re.groups:
                    break
                number, position = longer, position + 1
            yield _group(match, number)
        else:
            msg = f"INVALID_FUNCTION_ARGUMENT: Illegal replacement sequence: {replacement}"
            raise ValueError(msg)
    yield replacement[position:]


def _group(match: re.Match[str], group: int | str) -> str:
    try:
        return match[group] or ""
    except IndexError as error:
        msg = (
            f"INVALID_FUNCTION_ARGUMENT: Illegal replacement sequence: unknown group {{ {group} }}"
        )
        raise ValueError(msg) from error
