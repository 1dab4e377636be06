"""Whole-number arguments: default and allowed values, for components, settings and docs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class WholeNumber:
    """Default and allowed values of an argument.

    A component's module has one for each of its whole-number arguments, in upper case under the
    argument's name: `MEMORY_MB` for `memory_mb`. `Pulumi.yaml` and the reference pages are checked
    against it.
    """

    name: str
    default: int
    allowed: Sequence[int]
    """A range without gaps, or the list of all values."""

    def read(self, args: Mapping[str, object]) -> int:
        """Return the argument's value, or the default.

        Programs in other languages pass every number as a float.

        Raises:
            ValueError: If the value is not allowed, with name, value and allowed values.
        """
        value = args.get(self.name, self.default)
        if not isinstance(value, int | float) or value not in self.allowed:
            msg = f"{self.name} is {value}; allowed: {self}"
            raise ValueError(msg)
        return int(value)

    def __str__(self) -> str:
        """Return the allowed values in words: `1 to 900`, or a list."""
        if isinstance(self.allowed, range):
            return f"{self.allowed.start} to {self.allowed.stop - 1}"
        return ", ".join(map(str, self.allowed))


def check_numbers(args: Mapping[str, object], numbers: Iterable[WholeNumber]) -> None:
    """Check arguments before a component creates its first resource.

    Raises:
        ValueError: If a value is not allowed.
    """
    for number in numbers:
        number.read(args)
