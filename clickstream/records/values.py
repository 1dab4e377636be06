"""JSON values to Python values of the types that the engines do not cast: nested, exact, dates."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Context, Decimal, Inexact, InvalidOperation
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from clickstream.contract.data_types import ColumnType
from clickstream.records.json_text import NULL, decode_elements, decode_members, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickstream.contract.data_types import DataType

Decoded = TypeVar("Decoded")

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
WHOLE = re.compile(r"([+-]?\d+)(\.0+)?", re.ASCII)
DATE = re.compile(r"\d{4}-\d\d-\d\d|\d{8}", re.ASCII)
ISO = re.compile(
    r"(\d{4}-?\d\d-?\d\d)"
    r"(?:[T ](\d\d:?\d\d)(?::?(\d\d))?(?:[.,](\d+))?\s*(?:(Z)|([+-]\d\d):?(\d\d)?)?)?",
    re.ASCII | re.IGNORECASE,
)
EXACT_DOUBLE = 2**53  # whole numbers below it are exact as doubles
EPOCH_MS_FROM = 10**11  # a larger number is in milliseconds: as seconds it is the year 5138
EPOCH_US_FROM = 10**14  # a larger number is in microseconds: as milliseconds it is the year 5138
MAX_DIGITS = 4000  # Python refuses to parse longer integers
BITS = {ColumnType.INTEGER: 31, ColumnType.BIGINT: 63}


class WrongTypeError(ValueError):
    """The value does not fit its type."""


class UndeclaredMemberError(WrongTypeError):
    """A struct has a member that the contract does not declare."""


def read_value(value: bytes, data_type: DataType, *, undeclared: bool = False) -> object:
    """Return the Python value of a JSON value: None for null.

    Structs and maps are dictionaries with the names of the table.

    Args:
        value: JSON text.
        data_type: Type of the column.
        undeclared: Whether structs may have undeclared members, which are skipped.

    Raises:
        UndeclaredMemberError: If a struct has an undeclared member, unless they are skipped.
        WrongTypeError: If the value, or a value inside it, does not fit its type.
        ValueError: If a text is not UTF-8.
    """
    if value == NULL:
        return None
    match data_type.kind:
        case ColumnType.JSON:
            return value.decode()
        case ColumnType.ARRAY:
            return [
                read_value(bytes(element), _items(data_type), undeclared=undeclared)
                for element in _decoded(decode_elements, value)
            ]
        case ColumnType.MAP:
            return [
                {
                    "key": name,
                    "value": read_value(bytes(member), _items(data_type), undeclared=undeclared),
                }
                for name, member in _decoded(decode_members, value).items()
            ]
        case ColumnType.STRUCT:
            return _struct(value, data_type, undeclared=undeclared)
        case _:
            return _SCALARS[data_type.kind](text_of(value), data_type)


def _items(data_type: DataType) -> DataType:
    if data_type.items is None:  # DataType refuses it
        msg = f"{data_type.kind} without a type of its items"
        raise TypeError(msg)
    return data_type.items


def _decoded(decode: Callable[[bytes], Decoded], value: bytes) -> Decoded:
    try:
        return decode(value)
    except msgspec.ValidationError as error:
        raise WrongTypeError(str(error)) from error


def _struct(value: bytes, data_type: DataType, *, undeclared: bool) -> dict[str, Any]:
    members = _decoded(decode_members, value)
    read = {
        field.name: read_value(
            bytes(members.pop(field.key, NULL)), field.data_type, undeclared=undeclared
        )
        for field in data_type.fields
    }
    if members and not undeclared:
        msg = f"undeclared: {', '.join(members)}"
        raise UndeclaredMemberError(msg)
    return read


def _boolean(text: str, _: DataType) -> bool:
    if text not in {"true", "false"}:
        raise WrongTypeError(text)
    return text == "true"


def _double(text: str, _: DataType) -> float:
    if not NUMBER.fullmatch(text) or not isfinite(number := float(text)):
        raise WrongTypeError(text)
    return number


def _whole(text: str, data_type: DataType) -> int:
    """Return a whole number; `5.0` is 5, and `1e3` is 1000."""
    if match := WHOLE.fullmatch(text):
        number = int(match[1]) if len(match[1]) <= MAX_DIGITS else 1 << BITS[ColumnType.BIGINT]
    elif NUMBER.fullmatch(text) and "e" in text.lower() and abs(float(text)) < EXACT_DOUBLE:
        number = int(float(text))
        if number != float(text):
            raise WrongTypeError(text)
    else:
        raise WrongTypeError(text)
    limit = 1 << BITS[data_type.kind]
    if not -limit <= number < limit:
        raise WrongTypeError(text)
    return number


def _decimal(text: str, data_type: DataType) -> Decimal:
    """Return a decimal with exactly the digits that were sent. None is rounded off."""
    if not NUMBER.fullmatch(text):
        raise WrongTypeError(text)
    exact = Context(prec=data_type.precision, traps=[Inexact, InvalidOperation])
    try:
        return exact.quantize(Decimal(text), Decimal(1).scaleb(-data_type.scale))
    except (Inexact, InvalidOperation) as error:
        raise WrongTypeError(text) from error


def _date(text: str, _: DataType) -> date:
    """Return a date, `2026-11-26` or `20261126`."""
    if not DATE.fullmatch(text):
        raise WrongTypeError(text)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongTypeError(text) from error


def _timestamp(text: str, _: DataType) -> datetime:
    """Return a time in UTC without a zone, truncated to milliseconds.

    It is ISO 8601, or epoch seconds, milliseconds or microseconds.
    """
    try:
        if NUMBER.fullmatch(text) and not DATE.fullmatch(text):
            return _epoch(float(text))
        return _iso(text)
    except (ValueError, OverflowError) as error:
        raise WrongTypeError(text) from error


def _epoch(number: float) -> datetime:
    size = abs(number)
    if size >= EPOCH_US_FROM:
        millis = number // 1000
    else:
        # A microsecond is added, since a binary fraction may lie slightly below the millisecond.
        millis = ((number if size >= EPOCH_MS_FROM else number * 1000) + 0.001) // 1
    return datetime(1970, 1, 1) + timedelta(milliseconds=int(millis))  # noqa: DTZ001 - UTC without a zone


def _iso(text: str) -> datetime:
    match = ISO.fullmatch(text)
    if not match:
        raise WrongTypeError(text)
    day, minute, second, fraction, _, hours, minutes = match.groups()
    time = f"{(minute or '00:00').replace(':', '')}{second or '00'}"
    offset = (
        timezone(timedelta(minutes=int(f"{hours[0]}1") * (int(hours[1:]) * 60 + int(minutes or 0))))
        if hours
        else UTC
    )
    moment = datetime.strptime(f"{day.replace('-', '')}{time}", "%Y%m%d%H%M%S").replace(
        tzinfo=offset
    )
    millis = int((fraction or "").ljust(3, "0")[:3])
    return (moment.astimezone(UTC) + timedelta(milliseconds=millis)).replace(tzinfo=None)


_SCALARS: dict[ColumnType, Callable[[str, DataType], Any]] = {
    ColumnType.STRING: lambda text, _: text,
    ColumnType.BOOLEAN: _boolean,
    ColumnType.DOUBLE: _double,
    ColumnType.BIGINT: _whole,
    ColumnType.INTEGER: _whole,
    ColumnType.DECIMAL: _decimal,
    ColumnType.DATE: _date,
    ColumnType.TIMESTAMP: _timestamp,
}
