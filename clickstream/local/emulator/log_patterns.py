"""Filter patterns of CloudWatch Logs: terms, and conditions on the members of JSON events.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
Not served, and refused: patterns of columns in brackets, and conditions with IN.
"""

from __future__ import annotations

import fnmatch
import json
import operator
import re
from typing import TYPE_CHECKING, Any, NoReturn, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Test = Callable[[object], bool]

TERM = re.compile(
    r'(?P<sign>[-?]?)(?:"(?P<phrase>(?:[^"\\]|\\.)*)"|%(?P<regex>[^%]+)%|(?P<word>\S+))'
)
TOKEN = re.compile(
    r"""\s*(?:(?P<symbol>&&|\|\||!=|>=|<=|[()=<>])
    |(?P<selector>\$(?:\.[\w-]+|\[\d+\]|\['[^']+'\])*)
    |"(?P<text>(?:[^"\\]|\\.)*)"
    |%(?P<regex>[^%]+)%
    |(?P<word>[^\s()=<>!&|"]+))""",
    re.VERBOSE,
)
STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]|\['([^']+)'\]")
ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ABSENT = object()


class PatternError(ValueError):
    """Filter pattern that is not valid, or not supported."""


def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """Return a function that tells whether a log event matches a filter pattern.

    Raises:
        PatternError: If the pattern is not valid, or not supported.
    """
    text = pattern.strip()
    if text.startswith("["):
        msg = f"filter pattern {pattern!r} describes columns; the local CloudWatch Logs has terms and JSON conditions"
        raise PatternError(msg)
    if text.startswith("{"):
        if not text.endswith("}"):
            msg = f"filter pattern {pattern!r} has no closing brace"
            raise PatternError(msg)
        return _json_matcher(text[1:-1])
    return _term_matcher(text)


def _term_matcher(text: str) -> Callable[[str], bool]:
    """Return the matcher of terms: all without a sign, any with `?`, none with `-`.

    As on AWS, terms with `?` do not count beside terms without it.
    """
    signed: dict[str, list[re.Pattern[str]]] = {"": [], "-": [], "?": []}
    for term in TERM.finditer(text):
        literal = term["word"] if term["phrase"] is None else _unescaped(term["phrase"])
        signed[term["sign"]].append(re.compile(term["regex"] or re.escape(literal)))

    def matches(line: str) -> bool:
        if any(pattern.search(line) for pattern in signed["-"]):
            return False
        if signed[""]:
            return all(pattern.search(line) for pattern in signed[""])
        return not signed["?"] or any(pattern.search(line) for pattern in signed["?"])

    return matches


def _json_matcher(condition: str) -> Callable[[str], bool]:
    test = _Parser(condition).condition()

    def matches(line: str) -> bool:
        try:
            return test(json.loads(line))
        except ValueError:
            return False  # the event is not JSON

    return matches


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


class _Parser:
    """Parser of a condition: comparisons with && and ||, in parentheses."""

    def __init__(self, condition: str) -> None:
        """Split the condition into tokens.

        Raises:
            PatternError: If a part is not a token.
        """
        self._condition = condition
        self._tokens: list[re.Match[str]] = []
        position = 0
        while condition[position:].strip():
            token = TOKEN.match(condition, position)
            if token is None:
                self._fail(condition[position:].strip())
            self._tokens.append(token)
            position = token.end()
        self._tokens.reverse()

    def condition(self) -> Test:
        """Return the test of the whole condition."""
        test = self._either()
        if self._tokens:
            self._fail(self._tokens[-1][0].strip())
        return test

    def _either(self) -> Test:
        tests = [self._both()]
        while self._next("symbol") == "||":
            self._take()
            tests.append(self._both())
        return lambda event: any(test(event) for test in tests)

    def _both(self) -> Test:
        tests = [self._comparison()]
        while self._next("symbol") == "&&":
            self._take()
            tests.append(self._comparison())
        return lambda event: all(test(event) for test in tests)

    def _comparison(self) -> Test:
        if self._next("symbol") == "(":
            self._take()
            test = self._either()
            if self._next("symbol") != ")":
                self._fail("a missing )")
            self._take()
            return test
        steps = _steps(self._take()["selector"] or self._fail("a condition without a selector"))
        if word := self._next("word"):
            return self._keyword(word, steps)
        comparison, value = self._take()["symbol"], self._take()
        if comparison in ORDER:
            return _ordered(ORDER[comparison], steps, self._number(value))
        equals = _equals(steps, value)
        if comparison == "=":
            return equals
        if comparison == "!=":
            return lambda event: not equals(event)
        return self._fail(f"the comparison {comparison}")

    def _keyword(self, word: str, steps: Sequence[str | int]) -> Test:
        words = f"{word} {self._take() and self._take()['word']}".upper()
        match words:
            case "IS TRUE" | "IS FALSE":
                return lambda event: _member(event, steps) is (words == "IS TRUE")
            case "IS NULL":
                return lambda event: _member(event, steps) is None
            case "NOT EXISTS":
                return lambda event: _member(event, steps) is ABSENT
            case _:
                return self._fail(words)

    def _number(self, token: re.Match[str]) -> float:
        try:
            return float(token["word"])
        except (TypeError, ValueError):
            return self._fail(f"{token[0].strip()} in place of a number")

    def _next(self, kind: str) -> str | None:
        return self._tokens[-1][kind] if self._tokens else None

    def _take(self) -> re.Match[str]:
        if not self._tokens:
            self._fail("its end")
        return self._tokens.pop()

    def _fail(self, part: str) -> NoReturn:
        msg = f"filter pattern {{{self._condition}}} is not valid, or not supported by the local CloudWatch Logs, at {part}"
        raise PatternError(msg)


def _steps(selector: str) -> list[str | int]:
    return [
        int(index) if index else name or quoted for name, index, quoted in STEP.findall(selector)
    ]


def _member(event: object, steps: Sequence[str | int]) -> object:
    """Return a member of an event; ABSENT if the event does not have it."""
    value: Any = event
    for step in steps:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return ABSENT
    return cast("object", value)


def _ordered(
    compare: Callable[[float, float], bool], steps: Sequence[str | int], number: float
) -> Test:
    def test(event: object) -> bool:
        value = _member(event, steps)
        return isinstance(value, int | float) and compare(value, number)

    return test


def _equals(steps: Sequence[str | int], token: re.Match[str]) -> Test:
    """Return the test of equality with a text, in which * matches any part, or with a number."""
    expected = token["word"] if token["text"] is None else _unescaped(token["text"])

    def test(event: object) -> bool:
        value = _member(event, steps)
        if value is ABSENT or isinstance(value, dict | list | bool) or value is None:
            return False
        if token["regex"]:
            return re.search(token["regex"], str(value)) is not None
        if isinstance(value, int | float):
            try:
                return value == float(expected)
            except ValueError:
                return False
        return fnmatch.fnmatchcase(str(value), expected.replace("[", "[[]").replace("?", "[?]"))

    return test
