"""Translator of `strftime` formats to Spark's datetime patterns."""

from __future__ import annotations

import re

from clickstream.contract.spark_sql.errors import UnsupportedSqlError

PATTERN_LETTERS = {
    "Y": "yyyy", "m": "MM", "d": "dd", "H": "HH", "M": "mm", "S": "ss", "I": "hh",
    "A": "EEEE", "a": "EEE", "B": "MMMM", "b": "MMM", "j": "DDD", "p": "a",
}  # fmt: skip
"""Spark's pattern letters for each `strftime` directive."""
TOKEN = re.compile(r"%(.?)|([^%]+)")


def datetime_pattern(strftime: str) -> str:
    """Return the Spark datetime pattern of a `strftime` format.

    Raises:
        UnsupportedSqlError: If the format has a directive that is not translated.
    """
    pattern: list[str] = []
    literal = ""
    for token in [*TOKEN.finditer(strftime), None]:
        if token and (token[2] is not None or token[1] == "%"):
            literal += (token[2] or "%").replace("'", "''")
            continue
        if literal:
            # one quoted literal, because two adjacent quotes mean a quote
            pattern.append(f"'{literal}'")
            literal = ""
        if token and token[1] not in PATTERN_LETTERS:
            known = ", ".join(f"%{letter}" for letter in sorted(PATTERN_LETTERS))
            problem = f"STRFTIME has no translation of %{token[1]}"
            raise UnsupportedSqlError(problem, f"Use one of {known}")
        pattern.append(PATTERN_LETTERS[token[1]] if token else "")
    return "".join(pattern)
