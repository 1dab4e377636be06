"""Data types of Trino, written as in Glue, in SQL, and in the signatures of functions."""

from __future__ import annotations

import re
from dataclasses import dataclass

TOKEN = re.compile(r'"(?:[^"]|"")*"|[A-Za-z_]\w*|\d+|[()<>,:]')
TYPE_VARIABLE = re.compile(r"[A-Za-z]\d*")
SYNONYMS = {"int": "integer"}
GLUE_SYNONYMS = {
    "string": "varchar",
    "float": "real",
    "binary": "varbinary",
    "struct": "row",
}
NAMES = frozenset(
    [
        "array",
        "bigint",
        "bingtile",
        "boolean",
        "char",
        "classifier",
        "codepoints",
        "color",
        "date",
        "decimal",
        "double",
        "function",
        "geometry",
        "hyperloglog",
        "integer",
        "interval",
        "ipaddress",
        "joniregexp",
        "json",
        "json2016",
        "jsonpath",
        "kdbtree",
        "likepattern",
        "map",
        "model",
        "p4hyperloglog",
        "qdigest",
        "real",
        "regressor",
        "row",
        "setdigest",
        "smallint",
        "sphericalgeography",
        "tdigest",
        "time",
        "timestamp",
        "tinyint",
        "unknown",
        "uuid",
        "varbinary",
        "varchar",
    ]
)
MEASURED = frozenset({"varchar", "char", "decimal", "time", "timestamp"})
"""Types whose parameters are lengths or precisions."""
DEFAULT_PRECISION = {
    "timestamp": 3,
    "time": 3,
    "timestamp with time zone": 3,
    "time with time zone": 3,
}


@dataclass(frozen=True)
class DataType:
    """Data type with its parameters: types, numbers, or names of variables."""

    base: str
    parameters: tuple[DataType | int | str, ...] = ()
    names: tuple[str | None, ...] = ()
    """Names of a row's fields."""

    def __str__(self) -> str:
        """Return the type as Trino's messages write it."""
        if self.base == "row" and self.parameters:
            fields = zip(self.names, self.parameters, strict=True)
            parts = [f"{name} {part}" if name else str(part) for name, part in fields]
            return f"row({', '.join(parts)})"
        if not self.parameters:
            return self.base
        word, _, suffix = self.base.partition(" ")
        separator = "," if self.base in {"decimal", "function"} else ", "
        parameters = separator.join(map(str, self.parameters))
        return f"{word}({parameters}) {suffix}".rstrip()

    @property
    def types(self) -> tuple[DataType, ...]:
        """Parameters that are types."""
        return tuple(part for part in self.parameters if isinstance(part, DataType))

    @property
    def is_variable(self) -> bool:
        """Whether the type is a variable of a function's signature, such as `T`."""
        return TYPE_VARIABLE.fullmatch(self.base) is not None


UNSURE = DataType("unsure")
"""Type that the analyzer does not know. It agrees with every type."""
UNKNOWN = DataType("unknown")
"""Type of NULL."""
BOOLEAN = DataType("boolean")
INTEGER = DataType("integer")
BIGINT = DataType("bigint")
DOUBLE = DataType("double")
REAL = DataType("real")
VARCHAR = DataType("varchar")
VARBINARY = DataType("varbinary")
DATE = DataType("date")
JSON = DataType("json")
DAY_TO_SECOND = DataType("interval day to second")
YEAR_TO_MONTH = DataType("interval year to month")


def is_unsure(kind: DataType) -> bool:
    """Return whether the type, or a part of it, is not known."""
    return kind == UNSURE or any(map(is_unsure, kind.types))


def array(element: DataType) -> DataType:
    """Return the type of an array."""
    return DataType("array", (element,))


def timestamp(precision: int, *, zone: bool = False) -> DataType:
    """Return the type of a timestamp."""
    return DataType("timestamp with time zone" if zone else "timestamp", (precision,))


def row(*fields: DataType) -> DataType:
    """Return the type of a row without names."""
    return DataType("row", fields, (None,) * len(fields))


def parse_glue_type(text: str) -> DataType:
    """Return a type of a Glue column, or `UNSURE` for one that Trino does not have."""
    try:
        return _Parser(text.lower(), GLUE_SYNONYMS).parse()
    except (LookupError, ValueError):
        return UNSURE


def parse_type(text: str) -> DataType:
    """Return a type as in SQL.

    Raises:
        LookupError: If the type does not exist.
    """
    return _Parser(text.lower(), {}).parse()


def parse_signature(text: str) -> DataType:
    """Return a type as in a function's signature, where `T` is a variable.

    Raises:
        LookupError: If the type does not exist.
    """
    return _Parser(text, {}).parse()


class _Parser:
    """Recursive descent over the words of a type."""

    def __init__(self, text: str, synonyms: dict[str, str]) -> None:
        self.tokens = TOKEN.findall(text)
        self.synonyms = SYNONYMS | synonyms
        self.at = 0

    def parse(self) -> DataType:
        kind = self._type()
        if self.at != len(self.tokens):
            raise LookupError(self.tokens[self.at])
        return kind

    def _peek(self, ahead: int = 0) -> str:
        at = self.at + ahead
        return self.tokens[at] if at < len(self.tokens) else ""

    def _accept(self, *words: str) -> bool:
        found = self.tokens[self.at : self.at + len(words)] == list(words)
        self.at += len(words) if found else 0
        return found

    def _type(self) -> DataType:
        word = self._peek()
        self.at += 1
        if TYPE_VARIABLE.fullmatch(word):
            return DataType(word)
        name = self.synonyms.get(word, word)
        if name not in NAMES:
            raise LookupError(word)
        if name == "double":
            self._accept("precision")
        if name == "interval":
            return self._interval()
        if name == "row":
            return self._row()
        parameters = self._parameters(name)
        if name in {"timestamp", "time"}:
            if self._accept("with", "time", "zone"):
                name += " with time zone"
            self._accept("without", "time", "zone")
        if name == "decimal" and len(parameters) == 1:
            parameters = (*parameters, 0)
        return DataType(name, parameters or _default_parameters(name))

    def _interval(self) -> DataType:
        if self._accept("year"):
            self._accept("to", "month")
            return YEAR_TO_MONTH
        while self._peek() in {"day", "hour", "minute", "second", "month", "to"}:
            self.at += 1
        return DAY_TO_SECOND

    def _parameters(self, name: str) -> tuple[DataType | int | str, ...]:
        if self._peek() not in {"(", "<"}:
            return ()
        parameters: list[DataType | int | str] = []
        while self._peek() in {"(", "<", ","}:
            self.at += 1
            parameters.append(self._number() if name in MEASURED else self._type())
        self.at += 1
        return tuple(parameters)

    def _number(self) -> int | str:
        """Return a length or precision, or the variable for it."""
        word = self._peek()
        self.at += 1
        return int(word) if word.isdigit() else word

    def _row(self) -> DataType:
        names: list[str | None] = []
        fields: list[DataType | int | str] = []
        while self._peek() in {"(", "<", ","}:
            self.at += 1
            names.append(self._field_name())
            fields.append(self._type())
        self.at += 1
        return DataType("row", tuple(fields), tuple(names))

    def _field_name(self) -> str | None:
        if self._peek(1) == ":":
            self.at += 2
            return self.tokens[self.at - 2]
        if self._peek(1) in {"(", "<", ",", ")", ">", "with", "without", "precision"}:
            return None
        if self._peek() == "interval" and self._peek(1) in {"day", "year"}:
            return None
        self.at += 1
        return self.tokens[self.at - 1].strip('"')


def _default_parameters(name: str) -> tuple[DataType | int | str, ...]:
    if name in DEFAULT_PRECISION:
        return (DEFAULT_PRECISION[name],)
    if name == "decimal":
        return (38, 0)
    if name == "char":
        return (1,)
    return ()
