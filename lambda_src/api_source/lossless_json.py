"""JSON reader and writer that keep the text of every number, so that an item is sent unchanged."""

from __future__ import annotations

import json
from typing import cast


class ExactFloat(float):
    """Number with a fraction or an exponent, with its text: `1.10` is written as `1.10`."""

    # Without slots each number has a dictionary, and a page of numbers does not fit into memory.
    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> ExactFloat:  # noqa: PYI034 - parse_float does not accept Self
        """Return the number of `text`."""
        number = super().__new__(cls, text)
        number.text = text
        return number


def load(body: bytes) -> object:
    """Return the value of a JSON text, in any Unicode encoding.

    Raises:
        ValueError: If the text is not JSON, with the position; or if it is nested too deep.
    """
    try:
        return cast("object", json.loads(body, parse_float=ExactFloat))
    except RecursionError as error:
        msg = "nested too deep"
        raise ValueError(msg) from error


def dump(value: object) -> str:
    """Return the compact JSON of a value, in ASCII.

    ASCII escapes can represent half a surrogate pair, so an item with one is sent too. The
    converter quarantines it.
    """
    if isinstance(value, ExactFloat):
        return value.text
    if isinstance(value, dict):
        items = cast("dict[str, object]", value).items()
        members = [f"{json.dumps(key)}:{dump(member)}" for key, member in items]
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join([dump(element) for element in cast("list[object]", value)]) + "]"
    return json.dumps(value)
