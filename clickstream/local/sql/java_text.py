"""Texts that Java makes of values: `Double.toString`, and the format strings of `Formatter`."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal

PLAIN_FROM, PLAIN_TO = 1e-3, 1e7
"""Java writes doubles in this range without an exponent."""
SPECIFIER = re.compile(
    r"%(?:(?P<index>\d+)\$)?(?P<flags>[-#+ 0,(]*)(?P<width>\d+)?(?:\.(?P<precision>\d+))?(?P<conversion>[A-Za-z%])"
)
SPECIAL = {math.inf: "Infinity", -math.inf: "-Infinity"}


def double_to_string(value: float) -> str:
    """Return a double as Java's `Double.toString` does, and Athena in a result."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return SPECIAL[value]
    if value == 0 or PLAIN_FROM <= abs(value) < PLAIN_TO:
        text = format(Decimal(repr(value)), "f")
        return text if "." in text else f"{text}.0"
    return _scientific(value)


def double_to_varchar(text: str) -> str:
    """Return a double as Trino casts it to varchar: with an exponent, as the SQL standard says.

    Args:
        text: The double in any notation.
    """
    value = float(text)
    if not math.isfinite(value):
        return double_to_string(value)
    if value == 0:
        return "-0E0" if math.copysign(1, value) < 0 else "0E0"
    return _scientific(float(text), text)


def _scientific(value: float, text: str | None = None) -> str:
    sign, digits, exponent = Decimal(text or repr(value)).normalize().as_tuple()
    shown = "".join(map(str, digits))
    power = int(exponent) + len(shown) - 1
    return f"{'-' if sign else ''}{shown[0]}.{shown[1:] or '0'}E{power}"


def format_text(pattern: str, arguments: list[str]) -> str:
    """Return a text as Java's `String.format` does.

    Args:
        pattern: The format string.
        arguments: Each a letter for its kind and its text: `d` whole number, `f` double, `m`
            decimal, `b` boolean, `s` text, `n` null.

    Raises:
        ValueError: If the arguments do not fit the pattern.
    """
    used = 0

    def replaced(match: re.Match[str]) -> str:
        nonlocal used
        conversion = match["conversion"]
        if conversion in "%n":
            return _padded("%" if conversion == "%" else "\n", match)
        index = int(match["index"]) if match["index"] else (used := used + 1)
        if index > len(arguments):
            msg = f"INVALID_FUNCTION_ARGUMENT: Invalid format string: {pattern} (Format specifier '{match[0]}')"
            raise ValueError(msg)
        argument = arguments[index - 1]
        shown = _padded(_converted(argument[0], argument[1:], match), match)
        return shown.upper() if conversion.isupper() else shown

    return SPECIFIER.sub(replaced, pattern)


def _converted(kind: str, text: str, match: re.Match[str]) -> str:
    conversion = match["conversion"].lower()
    if kind == "n":
        return "false" if conversion == "b" else "null"
    if conversion == "s":
        shown = double_to_string(float(text)) if kind == "f" else text
        return shown[: int(match["precision"])] if match["precision"] else shown
    if conversion == "b":
        return text if kind == "b" else "true"
    if conversion == "d" and kind == "d":
        return _signed(
            Decimal(text), f"{abs(int(text)):{',' if ',' in match['flags'] else ''}}", match
        )
    if conversion in "xo" and kind == "d":
        return format(int(text) % 2**64, conversion)
    if conversion in "fe" and kind in "fm":
        return _approximate(conversion, text, match)
    msg = f"INVALID_FUNCTION_ARGUMENT: the format {match[0]!r} does not take the value {text!r}, or is not supported locally"
    raise ValueError(msg)


def _approximate(conversion: str, text: str, match: re.Match[str]) -> str:
    if not math.isfinite(float(text)):
        return double_to_string(float(text))
    number, places = Decimal(text), int(match["precision"] or 6)
    if conversion == "e":
        return _signed(number, f"{abs(float(text)):.{places}e}", match)
    rounded = abs(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return _signed(number, f"{rounded:{',' if ',' in match['flags'] else ''}f}", match)


def _signed(number: Decimal, shown: str, match: re.Match[str]) -> str:
    flags = match["flags"]
    if number.is_signed() and "(" in flags:
        return f"({shown})"
    sign = "-" if number.is_signed() else "+" if "+" in flags else " " if " " in flags else ""
    width = int(match["width"] or 0) if "0" in flags else 0
    return sign + shown.zfill(width - len(sign))


def _padded(text: str, match: re.Match[str]) -> str:
    width = int(match["width"] or 0)
    return text.ljust(width) if "-" in match["flags"] else text.rjust(width)
