"""Catalogue of Trino's functions, and the choice of a function by the types of its arguments.

`functions.tsv` has a line per function of Trino 435, whose answer to SHOW FUNCTIONS it is: name,
type of the result, types of the arguments, and kind (scalar, aggregate or window).
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from clickstream.local.sql.analyzer.coercion import WIDER, can_coerce, common_type, is_orderable
from clickstream.local.sql.analyzer.data_types import (
    UNKNOWN,
    UNSURE,
    DataType,
    parse_signature,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

REPEATED = frozenset(
    {
        ("concat", ("varchar",)),
        ("concat", ("varbinary",)),
        ("concat", ("array(E)",)),
        ("concat_ws", ("varchar", "varchar")),
        ("greatest", ("E",)),
        ("least", ("E",)),
        ("map_concat", ("map(K,V)",)),
    }
)
"""Functions whose last argument can be repeated; SHOW FUNCTIONS does not tell them."""
CONSTRAINTS = {
    **dict.fromkeys(("max_by", "min_by"), ("k", "orderable")),
    **dict.fromkeys(("max", "min", "array_max", "array_min"), ("et", "orderable")),
    **dict.fromkeys(("greatest", "least"), ("e", "orderable")),
    **dict.fromkeys(("contains", "array_position"), ("t", "comparable")),
}
"""Variables, in lower case, whose types need an order or equality, and which of the two."""


@dataclass(frozen=True)
class Lambda:
    """Argument that is a lambda expression."""

    parameters: int
    """Number of the lambda's parameters."""
    analyze: Callable[[Sequence[DataType]], DataType]
    """Return the type of the lambda's body for the types of its parameters."""

    def __str__(self) -> str:
        """Return the argument as Trino's messages write it."""
        return "<function>"


Argument = DataType | Lambda


@dataclass(frozen=True)
class Signature:
    """Function with the types of its arguments."""

    name: str
    result: DataType
    arguments: tuple[DataType, ...]
    kind: str
    """`scalar`, `aggregate`, `window` or `table`."""
    is_repeated: bool
    """Whether the last argument can be repeated."""

    def __str__(self) -> str:
        """Return the signature as Trino's messages write it."""
        variables = dict.fromkeys(
            variable for kind in self.arguments for variable in _variables(kind)
        )
        constrained, constraint = CONSTRAINTS.get(self.name, ("", ""))
        names = [
            f"{variable.upper()}:{constraint}"
            if variable.lower() in constrained
            else variable.upper()
            for variable in sorted(
                variables, key=lambda variable: variable.lower() not in constrained
            )
        ]
        arguments = ", ".join(str(kind).replace(", ", ",") for kind in self.arguments)
        return f"{self.name}({arguments}) {', '.join(names)}".rstrip()

    @property
    def is_generic(self) -> bool:
        """Whether an argument's type has a variable."""
        return any(map(_has_variables, self.arguments))

    def formal(self, count: int) -> tuple[DataType, ...] | None:
        """Return the types of a number of arguments, or None if the function takes another."""
        if self.is_repeated and count >= len(self.arguments):
            extra = count - len(self.arguments)
            return (*self.arguments, *itertools.repeat(self.arguments[-1], extra))
        return self.arguments if count == len(self.arguments) else None


@functools.cache
def catalogue() -> dict[str, list[Signature]]:
    """Return the functions by name."""
    text = resources.files(__package__ or "").joinpath("functions.tsv").read_text("utf-8")
    found: dict[str, list[Signature]] = {}
    for line in text.splitlines():
        name, result, arguments, kind = line.split("\t")
        parts = _split(arguments)
        found.setdefault(name, []).append(
            Signature(
                name,
                parse_signature(result),
                tuple(map(parse_signature, parts)),
                kind,
                (name, tuple(parts)) in REPEATED,
            )
        )
    return {name: sorted(signatures, key=str) for name, signatures in found.items()}


def is_aggregate(name: str) -> bool:
    """Return whether a function of a name aggregates rows."""
    return any(signature.kind == "aggregate" for signature in catalogue().get(name, ()))


def is_window(name: str) -> bool:
    """Return whether a function of a name needs OVER."""
    return any(signature.kind == "window" for signature in catalogue().get(name, ()))


def result_type(name: str, arguments: Sequence[Argument]) -> DataType:
    """Return the type of a function's result.

    Raises:
        LookupError: If there is no such function, or it does not take the arguments. The message
            is Trino's.
    """
    candidates = catalogue().get(name)
    if candidates is None:
        msg = f"Function '{name}' not registered"
        raise LookupError(msg)
    for generic in (False, True):
        exact = [found for found in candidates if found.is_generic is generic]
        matches = _bind_all(exact, arguments, coerce=False)
        if matches:
            return _only_result(matches)
    matches = _bind_all(candidates, arguments, coerce=True)
    if not matches:
        given = ", ".join(str(argument).replace(", ", ",") for argument in arguments)
        expected = ", ".join(map(str, candidates))
        msg = f"Unexpected parameters ({given}) for function {name}. Expected: {expected}"
        raise LookupError(msg)
    return _only_result(_most_specific(matches))


@dataclass(frozen=True)
class Bound:
    """Signature with its variables replaced."""

    signature: Signature
    arguments: tuple[DataType, ...]
    result: DataType


def _bind_all(
    candidates: Sequence[Signature], arguments: Sequence[Argument], *, coerce: bool
) -> list[Bound]:
    bound = [_bind(signature, arguments, coerce=coerce) for signature in candidates]
    return [found for found in bound if found]


def _most_specific(matches: list[Bound]) -> list[Bound]:
    """Return the functions whose arguments no other function's arguments convert to."""
    if len(matches) == 1:
        return matches
    return [
        match
        for match in matches
        if not any(_is_narrower(other, match) for other in matches if other is not match)
    ] or matches


def _is_narrower(first: Bound, second: Bound) -> bool:
    """Return whether the first function's arguments convert to the second's, but not back."""
    return bool(_bind(second.signature, first.arguments, coerce=True)) and not _bind(
        first.signature, second.arguments, coerce=True
    )


def _only_result(matches: list[Bound]) -> DataType:
    results = {match.result for match in matches}
    return results.pop() if len(results) == 1 else UNSURE


def _bind(signature: Signature, arguments: Sequence[Argument], *, coerce: bool) -> Bound | None:
    """Return the signature for the arguments, or None if it does not take them.

    Args:
        signature: Function.
        arguments: Types of the arguments.
        coerce: Whether arguments convert to the types of the function.
    """
    formal = signature.formal(len(arguments))
    if formal is None:
        return None
    binding = _Binding(coerce)
    pairs = list(zip(formal, arguments, strict=True))
    for kind, argument in pairs:
        if isinstance(argument, DataType) and not binding.unify(kind, argument):
            return None
    for kind, argument in pairs:
        if isinstance(argument, Lambda) and not binding.unify_lambda(kind, argument):
            return None
    constrained, constraint = CONSTRAINTS.get(signature.name, ("", ""))
    if constraint == "orderable" and not all(
        is_orderable(kind)
        for variable, kind in binding.types.items()
        if variable.lower() in constrained
    ):
        return None
    return Bound(
        signature,
        tuple(map(binding.substitute, formal)),
        binding.substitute(signature.result),
    )


class _Binding:
    """Values of the variables of a signature."""

    def __init__(self, coerce: bool) -> None:  # noqa: FBT001 - the class is private
        self.coerce = coerce
        self.types: dict[str, DataType] = {}
        self.numbers: dict[str, int] = {}

    def unify(self, formal: DataType, actual: DataType) -> bool:
        """Bind the variables of a type so that it takes an argument; return whether it does."""
        if formal.is_variable:
            return self._unify_variable(formal.base, actual)
        if actual == UNSURE:
            return True
        if actual == UNKNOWN:
            return self.coerce or formal == UNKNOWN
        if formal.types and formal.base != "function":
            return (
                formal.base == actual.base
                and len(formal.types) == len(actual.types)
                and all(map(self.unify, formal.types, actual.types))
            )
        if any(isinstance(part, str) for part in formal.parameters):
            return self._unify_numbers(formal, actual)
        return can_coerce(actual, formal) if self.coerce else formal == actual

    def unify_lambda(self, formal: DataType, argument: Lambda) -> bool:
        """Bind the variables of the result of a lambda; return whether the types agree."""
        *inputs, result = formal.types or (formal,)
        if formal.base != "function" or len(inputs) != argument.parameters:
            return False
        return self.unify(result, argument.analyze([self.substitute(kind) for kind in inputs]))

    def substitute(self, kind: DataType) -> DataType:
        """Return a type with the variables replaced."""
        if kind.is_variable:
            return self.types.get(kind.base, UNSURE)
        if any(isinstance(part, str) and part not in self.numbers for part in kind.parameters):
            return DataType(kind.base)
        parameters = tuple(
            self.substitute(part)
            if isinstance(part, DataType)
            else self.numbers[part]
            if isinstance(part, str)
            else part
            for part in kind.parameters
        )
        return DataType(kind.base, parameters, kind.names)

    def _unify_variable(self, name: str, actual: DataType) -> bool:
        bound = self.types.get(name)
        if bound is None:
            self.types[name] = actual
            return True
        common = common_type(bound, actual)
        if common is None or (
            not self.coerce and bound != actual and UNSURE not in {bound, actual}
        ):
            return False
        self.types[name] = common
        return True

    def _unify_numbers(self, formal: DataType, actual: DataType) -> bool:
        if formal.base != actual.base:
            return self.coerce and formal.base in WIDER.get(actual.base, ())
        for variable, value in zip(formal.parameters, actual.parameters, strict=False):
            if isinstance(variable, str) and isinstance(value, int):
                self.numbers.setdefault(variable, value)
        return True


def _has_variables(kind: DataType) -> bool:
    return (
        kind.is_variable
        or any(isinstance(part, str) for part in kind.parameters)
        or any(map(_has_variables, kind.types))
    )


def _variables(kind: DataType) -> list[str]:
    if kind.is_variable:
        return [kind.base]
    return [variable for part in kind.types for variable in _variables(part)]


def _split(arguments: str) -> list[str]:
    """Return the types of a list, whose commas stand outside brackets."""
    parts: list[str] = []
    depth = 0
    for character in arguments:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if (character == "," and not depth) or not parts:
            parts.append("")
        if character != "," or depth:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]
