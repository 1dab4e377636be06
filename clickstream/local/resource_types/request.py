"""Parameters of an AWS call, built from the inputs of a Pulumi resource.

AWS's API models, which are part of botocore, define the parameters. An input that the model does
not have, or that violates a constraint of the model, is an error. A local deployment therefore
checks the program against AWS's own models.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.validate import ParamValidator

from clickstream.local.resource_types.constraints import outside, shown, violation

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

# Members of the pairs in which AWS takes tags and dimensions; in Pulumi they are one object.
PAIRS = (("Key", "Value"), ("Name", "Value"), ("TagKey", "TagValue"))


class InputError(ValueError):
    """Input that AWS's model does not allow: the input, its value and the allowed values."""


@dataclass(frozen=True, kw_only=True)
class InputMapping:
    """Mapping of a resource's inputs to the members of a request.

    A path has dots between its members. The items of a list have the path of the list.
    """

    names: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path of an input → path of the member, relative to the structure that the input is in."""
    unsent: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path of an input that is not sent → reason."""
    inside: str = ""
    """Member that holds every input without an entry in `names`."""
    allowed: Mapping[str, Collection[int]] = field(default_factory=dict[str, "Collection[int]"])
    """Path of an input → numbers that AWS's documentation allows, where the model allows more."""


def build_parameters(
    shape: StructureShape, inputs: Mapping[str, Any], mapping: InputMapping
) -> dict[str, Any]:
    """Return the parameters of a request.

    Args:
        shape: Input shape of the operation.
        inputs: Inputs with camelCase names and every number a float, as Pulumi's SDK sends them.
        mapping: Names and structure that differ from the model's.

    Raises:
        InputError: If the model does not have an input, does not allow a value, or requires a
            member that is missing.
    """
    parameters = _structure(shape, inputs, "", mapping)
    report = ParamValidator().validate(parameters, shape)
    if report.has_errors():
        raise InputError(report.generate_report())
    return parameters


def _structure(
    shape: StructureShape, inputs: Mapping[str, Any], path: str, mapping: InputMapping
) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for key, value in inputs.items():
        here = f"{path}.{key}" if path else key
        if value is None or here in mapping.unsent:
            continue
        inside = f"{mapping.inside}." if mapping.inside and not path else ""
        *parents, last = mapping.names.get(here, f"{inside}{key}").split(".")
        holder, of = out, cast("Shape", shape)
        for parent in parents:
            name, of = _member(of, parent, here)
            holder = cast("dict[str, Any]", holder.setdefault(name, {}))
        name, of = _member(of, last, here)
        holder[name] = _value(of, value, here, mapping)
    return out


def _member(shape: Shape, name: str, path: str) -> tuple[str, Shape]:
    """Return a member's name and shape by its name in any case.

    Pulumi writes `kmsKeyArn` for a model's `KMSKeyARN`.
    """
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
    allowed = ", ".join(sorted(members.values())) or "none"
    msg = f"input {path!r} is not a member of {shape.name}; members: {allowed}"
    raise InputError(msg)


def _value(shape: Shape, value: object, path: str, mapping: InputMapping) -> object:
    if isinstance(shape, StructureShape):
        return _structure(shape, _object(value, path), path, mapping)
    if isinstance(shape, ListShape):
        items = _list(shape, value)
        if expected := violation(shape, items):
            msg = f"input {path!r} has {len(items)} items, and must have {expected}"
            raise InputError(msg)
        return [_value(shape.member, item, path, mapping) for item in items]
    if isinstance(shape, MapShape):
        out: dict[str, Any] = {}
        for key, item in cast("dict[str, Any]", value).items():
            name, of = _member(shape, key, f"{path}.{key}")
            out[name] = _value(of, item, f"{path}.{key}", mapping)
        return out
    return _scalar(shape, value, path, mapping)


def _object(value: object, path: str) -> Mapping[str, Any]:
    """Return an object, which Pulumi may wrap in a list."""
    found: object = value
    if isinstance(value, list) and len(cast("list[object]", value)) == 1:
        found = cast("list[object]", value)[0]
    if not isinstance(found, dict):
        msg = f"input {path!r} is {value!r}, and must be an object"
        raise InputError(msg)
    return cast("dict[str, Any]", found)


def _list(shape: ListShape, value: object) -> list[Any]:
    """Return a list.

    Pulumi has the item in place of a list of at most one item, and an object in place of a list of
    pairs.
    """
    if isinstance(value, list):
        return cast("list[Any]", value)
    member = shape.member
    if isinstance(value, dict) and isinstance(member, StructureShape):
        for name, content in PAIRS:
            if set(member.members) == {name, content}:
                pairs = cast("dict[str, Any]", value)
                return [{name: key, content: item} for key, item in pairs.items()]
    return [value]


def _scalar(shape: Shape, value: object, path: str, mapping: InputMapping) -> object:
    converted = _converted(shape.type_name, value)
    expected = (
        f"of type {shape.type_name}"
        if converted is None
        else violation(shape, converted) or outside(converted, mapping.allowed.get(path))
    )
    if expected:
        msg = f"input {path!r} is {shown(value)}, and must be {expected}"
        raise InputError(msg)
    return converted


def _converted(type_name: str, value: object) -> object:
    """Return a scalar as the model's type, or None if it cannot be converted."""
    if type_name in {"integer", "long"}:
        return _integer(value)
    if type_name == "boolean":
        return {"true": True, "false": False}.get(str(value).lower())
    if type_name in {"double", "float"}:
        return _float(value)
    if type_name == "blob":
        return value.encode() if isinstance(value, str) else value
    if type_name == "string":
        return _string(value)
    return value


def _float(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def _integer(value: object) -> int | None:
    text = str(value)
    if isinstance(value, bool) or not text.replace(".", "", 1).lstrip("-").isdigit():
        return None
    number = float(text)
    return int(number) if number.is_integer() else None


def _string(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    return value if isinstance(value, str) else None


def _enum(shape: Shape) -> list[str]:
    return list(getattr(shape, "enum", None) or [])  # only string shapes have an enumeration
