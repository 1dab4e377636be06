"""Parser of Hive type text, such as ``array<struct<sku:string,price:decimal(10,2)>>``."""

from __future__ import annotations

import re

from clickstream.contract.data_types import ColumnType, DataType, Field

TOKEN = re.compile(r"\s*(\w+|[<>(),:])")
FORMS = (
    "bigint, int, boolean, double, decimal(precision,scale), string, timestamp, date, json, "
    "array<type>, map<string,type>, struct<name:type,…>"
)
"""Types that `parse_type` reads."""


def parse_type(text: str) -> DataType:
    """Return the data type of a Hive type text. A part may be ``json`` too.

    Raises:
        ValueError: If the text is no type, or a type that the pipeline does not support.
    """
    parser = _Parser(text)
    data_type = parser.type()
    parser.expect("")
    return data_type


class _Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self._tokens = TOKEN.findall(text)
        if re.sub(r"\s", "", text) != "".join(self._tokens):
            msg = "it has a character that no type has"
            raise ValueError(msg)

    def _next(self) -> str:
        return self._tokens.pop(0) if self._tokens else ""

    def expect(self, token: str) -> None:
        """Read a token; the empty text is the end."""
        if (found := self._next()) != token:
            msg = f"{found!r} stands in the place of {token!r}"
            raise ValueError(msg)

    def type(self) -> DataType:
        """Read a type."""
        name = self._next()
        if name not in set(ColumnType):
            msg = f"{name!r} is no supported type"
            raise ValueError(msg)
        kind = ColumnType(name)
        match kind:
            case ColumnType.DECIMAL:
                return self._decimal()
            case ColumnType.ARRAY:
                self.expect("<")
                items = self.type()
            case ColumnType.MAP:
                self.expect("<")
                self.expect("string")
                self.expect(",")
                items = self.type()
            case ColumnType.STRUCT:
                return self._struct()
            case _:
                return DataType(kind)
        self.expect(">")
        return DataType(kind, items=items)

    def _decimal(self) -> DataType:
        self.expect("(")
        precision = self._number()
        self.expect(",")
        scale = self._number()
        self.expect(")")
        return DataType(ColumnType.DECIMAL, precision=precision, scale=scale)

    def _number(self) -> int:
        if not (token := self._next()).isdecimal():
            msg = f"{token!r} stands in the place of a number"
            raise ValueError(msg)
        return int(token)

    def _struct(self) -> DataType:
        self.expect("<")
        fields: list[Field] = []
        while True:
            name = self._next()
            self.expect(":")
            fields.append(Field(name, self.type()))
            if self._tokens[:1] != [","]:
                self.expect(">")
                return DataType(ColumnType.STRUCT, tuple(fields))
            self.expect(",")
