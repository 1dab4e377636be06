"""Arrays of events, and events one after the other on a line, split into texts of bounded size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from clickstream.records.decode import element_texts, leading_elements
from clickstream.records.json_text import decode_elements

if TYPE_CHECKING:
    from collections.abc import Iterator

BLANK = b" \t\r\n"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
COMMA_AFTER_OBJECT = re.compile(rb"\}(?=[ \t\r\n]*,)")
TRIES = 8  # ends of the last complete element that are tried; those of nested objects fail
ERRORS = (msgspec.DecodeError, RecursionError)


@dataclass(frozen=True)
class ArrayPart:
    """Elements at the beginning of a text."""

    elements: list[bytes]
    size: int
    """Bytes of the text that were read, with the brackets and commas."""
    ended: bool
    """Whether the array has ended."""


def starts_array(text: bytes) -> bool:
    """Return whether the first value of a text is an array."""
    return text[:64].lstrip(BLANK + BYTE_ORDER_MARK).startswith(b"[")


def read_array(text: bytes, *, begun: bool, more: bool) -> ArrayPart | None:
    """Read the complete elements at the beginning of a text.

    Args:
        text: The array from its opening bracket, or from an element of it.
        begun: Whether the opening bracket was read before.
        more: Whether more text follows.

    Returns:
        The elements; None if the text is not, up to a comma or its end, the text of an array.
    """
    start = 0 if begun else text.index(b"[") + 1
    end = len(text.rstrip(BLANK))
    if text.endswith(b"]", start, end) and (found := _elements(text[start : end - 1])) is not None:
        return ArrayPart(found, len(text), ended=True)
    for end in _ends(text) if more else ():
        found = _elements(text[start:end])
        if found:
            return ArrayPart(found, text.index(b",", end) + 1, ended=False)
    return None


def step_elements(text: bytes) -> ArrayPart:
    """Read the complete elements at the beginning of a text one by one, up to an invalid one.

    It is slower than `read_array`, and needs no comma after the last complete element.

    Args:
        text: The array from an element of it.
    """
    elements, end, ended = leading_elements(text.decode("utf-8", "surrogateescape"))
    found = [element.encode("utf-8", "surrogateescape") for element in elements]
    rest = end.encode("utf-8", "surrogateescape")
    return ArrayPart(found, len(text) - len(rest), ended)


def _ends(text: bytes) -> Iterator[int]:
    """Yield positions before commas, from the last one on."""
    end = len(text)
    for _ in range(TRIES):
        end = text.rfind(b"}", 0, end)
        if end < 0:
            break
        if COMMA_AFTER_OBJECT.match(text, end):
            yield end + 1
    if (comma := text.rfind(b",")) >= 0:
        yield comma


def _elements(text: bytes) -> list[bytes] | None:
    """Return the elements of an array without its brackets; None if it is not valid."""
    try:
        return [bytes(element) for element in decode_elements(b"[" + text + b"]")]
    except ERRORS:
        return None


def elements_of(array: bytes) -> list[bytes]:
    """Return the elements of an array that Python's decoder accepts.

    Unlike `msgspec`, it accepts half of a surrogate pair, which then affects only its own element.

    Raises:
        ValueError: If the text is not one complete array.
        RecursionError: If a value is nested too deep.
    """
    try:
        return [bytes(element) for element in decode_elements(array)]
    except ERRORS:
        texts = element_texts(array.decode("utf-8", "surrogateescape"))
        return [text.encode("utf-8", "surrogateescape") for text in texts]


def concatenated_events(line: bytes) -> list[bytes] | None:
    """Return the events of a line `{…}{…}`; None if it is not such a line.

    `}{` is inside a string, or between two events. Replaced by `},{`, it separates as many elements
    of an array as there are events, unless one was inside a string.
    """
    texts = line.strip(BLANK).split(b"}{")
    if len(texts) == 1:
        return None
    try:
        elements = decode_elements(b"[" + b"},{".join(texts) + b"]")
    except ERRORS:
        return None
    if len(elements) != len(texts):
        return None
    first, *others, last = texts
    return [first + b"}", *[b"{%b}" % text for text in others], b"{" + last]
