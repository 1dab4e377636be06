"""Trino's JSON functions on text: JSON paths, and the SQL/JSON paths of `json_value`.

Trino reads a text from its beginning and stops at the value, so that a text that is broken after
the value has one too. Numbers keep their digits.
"""

from __future__ import annotations

import functools
import json
import re
from typing import TYPE_CHECKING, cast

from clickstream.local.sql.java_text import double_to_string

if TYPE_CHECKING:
    from collections.abc import Iterator

BLANK = re.compile(r"[ \t\n\r]*")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
PATH_STEP = re.compile(r'\.([\w:]+)|\[(\w+)\]|\["((?:[^"\\]|\\["\\])*)"\]')
SQL_STEP = re.compile(
    r'\s*(?:\.\s*(?:(?P<name>[A-Za-z_$][\w$]*)|"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<members>\*))|\[\s*(?:(?P<first>\d+)(?:\s+to\s+(?P<last>\d+|last))?|(?P<end>last)|(?P<elements>\*))\s*\])\s*'
)


class JsonPathError(ValueError):
    """Path that is invalid, or has no single value."""


def _no_constant(name: str) -> object:
    msg = f"{name} is not JSON"
    raise ValueError(msg)


DECODER = json.JSONDecoder(parse_constant=_no_constant)


def extract_scalar(text: str, path: str) -> str | None:
    """Return the text of a scalar: null for an object, an array, a null or broken JSON."""
    start = _find(text, path)
    return None if start is None else _scalar_at(text, start)


def extract(text: str, path: str) -> str | None:
    """Return the JSON at a path: null if there is none, or the JSON is broken."""
    start = _find(text, path)
    value = None if start is None else _value_at(text, start)
    return None if value is None else written(value[0])


def parse(text: str) -> str:
    """Return JSON with its keys sorted, as `json_parse` does.

    Raises:
        ValueError: If the text is not JSON.
    """
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except ValueError as error:
        msg = f"INVALID_FUNCTION_ARGUMENT: Cannot convert value to JSON: '{text}'"
        raise ValueError(msg) from error
    return written(value, sort_keys=True)


def size(text: str, path: str) -> int | None:
    """Return the number of an object's or array's elements: 0 of a scalar, null of none."""
    start = _find(text, path)
    value = None if start is None else _value_at(text, start)
    if value is None:
        return None
    return len(cast("list[object]", value[0])) if isinstance(value[0], list | dict) else 0


def array_length(text: str) -> int | None:
    """Return the number of an array's elements: null of another value."""
    value = _array(text)
    return None if value is None else len(value)


def array_get(text: str, index: int) -> str | None:
    """Return an element of an array, counted from 0, or from the end below 0."""
    value = _array(text)
    if value is None or not -len(value) <= index < len(value):
        return None
    element = value[index]
    # Trino's function gives a string without quotes, though its type is JSON.
    return element if isinstance(element, str) else written(element)


def array_contains(text: str, value: str) -> bool | None:
    """Tell whether an array has an element.

    Args:
        text: The JSON.
        value: The element as JSON.
    """
    found = _array(text)
    if found is None:
        return None
    wanted = json.loads(value)
    return any(type(item) is type(wanted) and item == wanted for item in found)


def is_scalar(text: str) -> bool:
    """Tell whether a JSON value is neither object nor array."""
    return not text.lstrip().startswith(("{", "["))


def to_varchar(text: str) -> str | None:
    """Return a JSON scalar as text, as a cast to varchar does.

    Raises:
        ValueError: If the value is an object or array.
    """
    if not is_scalar(text):
        msg = f"INVALID_CAST_ARGUMENT: Cannot cast '{text}' to varchar"
        raise ValueError(msg)
    return _scalar_at(text, _skip_blank(text, 0))


def sql_values(text: str, path: str) -> list[str]:
    """Return the values at an SQL/JSON path, each as JSON.

    Raises:
        JsonPathError: If the JSON is broken, or lacks a member that a strict path names.
    """
    try:
        values = [json.loads(text, parse_constant=_no_constant)]
    except ValueError as error:
        msg = "JSON_INPUT_CONVERSION_ERROR: the text is not JSON"
        raise JsonPathError(msg) from error
    strict, steps = _sql_steps(path)
    for step in steps:
        values = [found for value in values for found in _stepped(value, step, strict=strict)]
    return [written(value) for value in values]


def written(value: object, *, sort_keys: bool = False) -> str:
    """Return a value as JSON without blanks, with doubles as Java writes them."""
    match value:
        case dict():
            members = cast("dict[str, object]", value).items()
            ordered = sorted(members) if sort_keys else members
            return f"{{{','.join(f'{quoted(key)}:{written(part, sort_keys=sort_keys)}' for key, part in ordered)}}}"
        case list():
            parts = cast("list[object]", value)
            return f"[{','.join(written(part, sort_keys=sort_keys) for part in parts)}]"
        case float():
            return double_to_string(value)
        case _:
            return quoted(value)


def quoted(value: object) -> str:
    """Return a scalar as JSON."""
    return json.dumps(value, ensure_ascii=False)


@functools.lru_cache
def _steps(path: str) -> tuple[str, ...]:
    steps: list[str] = []
    position = 1 if path.startswith("$") else -1
    while 0 <= position < len(path):
        step = PATH_STEP.match(path, position)
        if step is None:
            position = -1
            break
        steps.append(step[1] or step[2] or re.sub(r"\\(.)", r"\1", step[3]))
        position = step.end()
    if position < 0:
        msg = f"INVALID_FUNCTION_ARGUMENT: Invalid JSON path: '{path}'"
        raise JsonPathError(msg)
    return tuple(steps)


def _find(text: str, path: str) -> int | None:
    """Return the position of the value at a path, or None."""
    steps = _steps(path)
    try:
        position: int | None = _skip_blank(text, 0)
        for step in steps:
            if position is None:
                return None
            position = _child(text, position, step)
    except (ValueError, IndexError, RecursionError):
        return None
    return position if position is not None and position < len(text) else None


def _child(text: str, position: int, step: str) -> int | None:
    opening = text[position]
    if opening not in "{[" or (opening == "[" and not step.isdigit()):
        return None
    position, index = _skip_blank(text, position + 1), 0
    while text[position] not in "}]":
        key = str(index)
        if opening == "{":
            key, position = _key(text, position)
        if key == (str(int(step)) if opening == "[" else step):
            return position
        position = _skip_blank(text, DECODER.raw_decode(text, position)[1])
        if text[position] == ",":
            position = _skip_blank(text, position + 1)
        index += 1
    return None


def _key(text: str, position: int) -> tuple[str, int]:
    if text[position] != '"':
        msg = "a key is in quotes"
        raise ValueError(msg)
    key, position = _text_at(text, position)

    position = _skip_blank(text, position)
    if text[position] != ":":
        msg = "a colon follows a key"
        raise ValueError(msg)
    return key, _skip_blank(text, position + 1)


def _text_at(text: str, position: int) -> tuple[str, int]:
    value, end = DECODER.raw_decode(text, position)
    return str(value), end


def _skip_blank(text: str, position: int) -> int:
    found = BLANK.match(text, position)
    return found.end() if found else position


def _scalar_at(text: str, position: int) -> str | None:
    if text[position] == '"':
        try:
            return _text_at(text, position)[0]
        except ValueError:
            return None
    for word in ("true", "false"):
        if text.startswith(word, position):
            return word
    number = NUMBER.match(text, position)
    return number[0] if number else None


def _value_at(text: str, position: int) -> tuple[object] | None:
    try:
        return (DECODER.raw_decode(text, position)[0],)
    except (ValueError, RecursionError):
        return None


def _array(text: str) -> list[object] | None:
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None
    return cast("list[object]", value) if isinstance(value, list) else None


@functools.lru_cache
def _sql_steps(path: str) -> tuple[bool, tuple[dict[str, str | None], ...]]:
    mode = re.match(r"\s*(?:(lax|strict)\s+)?\$", path)
    steps: list[dict[str, str | None]] = []
    position = mode.end() if mode else -1
    while 0 <= position < len(path):
        step = SQL_STEP.match(path, position)
        if step is None:
            position = -1
            break
        steps.append(step.groupdict())
        position = step.end()
    if mode is None or position < 0:
        msg = f"NOT_SUPPORTED: the local Athena takes members, elements and * in an SQL/JSON path, not {path!r}"
        raise NotImplementedError(msg)
    return mode[1] == "strict", tuple(steps)


def _stepped(value: object, step: dict[str, str | None], *, strict: bool) -> Iterator[object]:
    name = step["name"] if step["name"] is not None else step["quoted"]
    if name is not None or step["members"]:
        # A lax path reads the members of an array's elements.
        values: list[object] = [value]
        if isinstance(value, list) and not strict:
            values = cast("list[object]", value)
        for item in values:
            yield from _members(item, name, strict=strict)
        return
    if not isinstance(value, list):
        _refuse(strict=strict)
        value = [value]
    elements = cast("list[object]", value)
    first = 0 if step["elements"] else len(elements) - 1 if step["end"] else int(step["first"] or 0)
    last = step["last"]
    until = len(elements) if step["elements"] or last == "last" else int(last or first) + 1
    if until > len(elements):
        _refuse(strict=strict)
    yield from elements[first:until]


def _members(value: object, name: str | None, *, strict: bool) -> Iterator[object]:
    members = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    if name is None:
        yield from members.values()
    elif name in members:
        yield members[name]
    else:
        _refuse(strict=strict)


def _refuse(*, strict: bool) -> None:
    if strict:
        msg = "PATH_EVALUATION_ERROR: the JSON lacks the member or element"
        raise JsonPathError(msg)
