"""JSON in and out without losing a digit: an item is sent on as the API wrote it."""

from __future__ import annotations

import json
from typing import cast


class Exact(float):
    """A number with a fraction or an exponent, and its text: `1.10` stays `1.10`."""

    # without them each would have a dictionary, and a page of numbers would not fit into memory
    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Exact:  # noqa: PYI034 - the class is final in all but name, and Self is no type of parse_float
        """Keep the text beside the number."""
        number = super().__new__(cls, text)
        number.text = text
        return number


def load(body: bytes) -> object:
    """Return the value of a JSON text, in any of Unicode's encodings.

    Raises:
        ValueError: If it is no JSON, with the place.
    """
    try:
        return cast("object", json.loads(body, parse_float=Exact))
    except RecursionError as error:
        msg = "nested too deep"
        raise ValueError(msg) from error


def dump(value: object) -> str:
    """Return the compact JSON of a value, in ASCII: so half a surrogate pair gets through too, to be quarantined with its line."""
    if isinstance(value, Exact):
        return value.text
    if isinstance(value, dict):
        members = cast("dict[str, object]", value).items()
        return (
            "{" + ",".join([f"{json.dumps(key)}:{dump(member)}" for key, member in members]) + "}"
        )
    if isinstance(value, list):
        return "[" + ",".join([dump(element) for element in cast("list[object]", value)]) + "]"
    return json.dumps(value)
