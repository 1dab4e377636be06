"""Requests from Pulumi inputs: lays a resource's inputs out in the parameters of an AWS call.

AWS's API models, which botocore carries, define the parameters. An input that has no place in them,
or that breaks a constraint of theirs, is an error: so a local deployment also checks the program
against AWS's own models.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.validate import ParamValidator

from clickstream.local.resource_types.constraints import outside, shown, violation

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# how requests write what Pulumi writes as an object: tags, dimensions
PAIRS = ({"Key", "Value"}, {"Name", "Value"})


class FitError(ValueError):
    """An input that the request cannot hold. The message names the input, the value and what would be right."""


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Layout of a resource's inputs in a request. Paths are dotted; lists have no step of their own."""

    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path of an input to the path of the member that takes it, seen from the structure around it."""
    unsent: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path of an input that the request deliberately goes without, and the reason."""
    inside: str = ""
    """The member that takes every input without a name of its own."""
    allowed: Mapping[str, Collection[int]] = field(default_factory=dict[str, "Collection[int]"])
    """Path of an input to the numbers that AWS's documentation allows, where its model leaves them open."""


def fit(shape: StructureShape, inputs: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
    """Return the request's parameters.

    Args:
        shape: the operation's input.
        inputs: camelCase names, every number a float, as Pulumi's SDK sends them.
        layout: what is called or placed otherwise.

    Raises:
        FitError: if an input has no place, a value is not what the model says, or a required member
            is missing.
    """
    parameters = _structure(shape, inputs, "", layout)
    report = ParamValidator().validate(parameters, shape)
    if report.has_errors():
        raise FitError(report.generate_report())
    return parameters


def _structure(
    shape: StructureShape, inputs: Mapping[str, Any], path: str, layout: Layout
) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in inputs.items():
        here = f"{path}.{key}" if path else key
        if value is None or here in layout.unsent:
            continue
        inside = f"{layout.inside}." if layout.inside and not path else ""
        *parents, last = layout.names.get(here, f"{inside}{key}").split(".")
        holder, of = out, cast("Shape", shape)
        for parent in parents:
            name, of = _member(of, parent, here)
            holder = cast("dict[str, Any]", holder.setdefault(name, {}))
        name, of = _member(of, last, here)
        holder[name] = _value(of, value, here, layout)
    return out


def _member(shape: Shape, name: str, path: str) -> tuple[str, Shape]:
    """Return a member by its name, in whichever case: Pulumi writes `kmsKeyArn` for a model's `KMSKeyARN`."""
    if isinstance(shape, StructureShape):
        members = {member.lower(): member for member in shape.members}
        if name.lower() in members:
            return members[name.lower()], shape.members[members[name.lower()]]
    elif isinstance(shape, MapShape):
        keys = {key.lower(): key for key in _enum(shape.key)}
        if not keys or name.lower() in keys:
            return keys.get(name.lower(), name), shape.value
        members = keys
    else:
        members = {}
    allowed = ", ".join(sorted(members.values())) or "nothing"
    msg = f"input {path!r} has no place in {shape.name}, which holds {allowed}"
    raise FitError(msg)


def _value(shape: Shape, value: object, path: str, layout: Layout) -> object:
    if isinstance(shape, StructureShape):
        return _structure(shape, _one(value, path), path, layout)
    if isinstance(shape, ListShape):
        items = _many(shape, value)
        if expected := violation(shape, items):
            msg = f"input {path!r} has {len(items)} items, and must have {expected}"
            raise FitError(msg)
        return [_value(shape.member, item, path, layout) for item in items]
    if isinstance(shape, MapShape):
        out: dict[str, Any] = {}
        for key, item in cast("dict[str, Any]", value).items():
            name, of = _member(shape, key, f"{path}.{key}")
            out[name] = _value(of, item, f"{path}.{key}", layout)
        return out
    return _scalar(shape, value, path, layout)


def _one(value: object, path: str) -> Mapping[str, Any]:
    """Return an object, which Pulumi may have put into a list."""
    found: object = value
    if isinstance(value, list) and len(cast("list[object]", value)) == 1:
        found = cast("list[object]", value)[0]
    if not isinstance(found, dict):
        msg = f"input {path!r} is {value!r}, and must be an object"
        raise FitError(msg)
    return cast("dict[str, Any]", found)


def _many(shape: ListShape, value: object) -> list[Any]:
    """Return a list, which Pulumi flattens to the item if there can be only one, and to an object if it holds pairs."""
    if isinstance(value, list):
        return cast("list[Any]", value)
    member = shape.member
    if (
        isinstance(value, dict)
        and isinstance(member, StructureShape)
        and set(member.members) in PAIRS
    ):
        name = "Key" if "Key" in member.members else "Name"
        return [{name: key, "Value": item} for key, item in cast("dict[str, Any]", value).items()]
    return [value]


def _scalar(shape: Shape, value: object, path: str, layout: Layout) -> object:
    converted = _converted(shape.type_name, value)
    expected = (
        f"a {shape.type_name}"
        if converted is None
        else violation(shape, converted) or outside(converted, layout.allowed.get(path))
    )
    if expected:
        msg = f"input {path!r} is {shown(value)}, and must be {expected}"
        raise FitError(msg)
    return converted


def _converted(kind: str, value: object) -> object:
    """Return a scalar as the model's type, or None if it cannot be one."""
    if kind in {"integer", "long"}:
        number = (
            float(str(value))
            if not isinstance(value, bool) and str(value).replace(".", "", 1).lstrip("-").isdigit()
            else None
        )
        return int(number) if number is not None and number.is_integer() else None
    if kind == "boolean":
        return {"true": True, "false": False}.get(str(value).lower())
    if kind in {"double", "float"}:
        return (
            float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
        )
    if kind == "blob":
        return value.encode() if isinstance(value, str) else value
    if kind == "string":
        return _string(value)
    return value


def _string(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return value if isinstance(value, str) else None


def _enum(shape: Shape) -> list[str]:
    return list(getattr(shape, "enum", None) or [])  # only string shapes have one
