"""`reference/components.md`: every component with inputs, outputs and an example.

Types, descriptions and outputs are those of the schema that the component plugin serves, and the
names are Python's.
"""

import ast
import json
import re
from pathlib import Path
from typing import Any

from components.provider import component_provider
from tools.reference.text import code, fenced, page, prose, table

EXAMPLES = Path(__file__).with_name("examples.py")
DEFAULT = re.compile(r"\s*\bDefault:? (?P<value>.+?)(?:\.(?=\s|$)|$)")
TYPES = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "object": "dict"}
INTRODUCTION = """
Components are imported from `components`, and each takes a name, a dictionary of inputs and
Pulumi's resource options. An input of the type `Input[…]` also takes an output of another
resource; an input without `Input` takes a plain value. Programs in other languages get the same
components, in camel case, by `pulumi package add <this repository>/components`.
"""
EXAMPLE_NOTE = """
The examples below are one program: variables such as `lake` are the components of the sections
above. A test runs the program with Pulumi's mocks. A deployment has one converter: Lambda, Spark or
Firehose.
"""


def generate() -> str:
    """Return the page."""
    schema = json.loads(component_provider().schema or "{}")
    examples = _examples()
    sections = [
        _section(_name(token), resource, examples)
        for token, resource in schema["resources"].items()
    ]
    types = [
        _type_section(_name(token), definition)
        for token, definition in sorted(schema["types"].items())
    ]
    head = [prose(INTRODUCTION), prose(EXAMPLE_NOTE), fenced(_preamble(), "python")]
    return page("Components", *head, *sections, "## Types of inputs", *types)


def _section(name: str, resource: dict[str, Any], examples: dict[str, str]) -> str:
    required = resource.get("requiredInputs", [])
    inputs = [
        _input(key, value, key in required)
        for key, value in resource.get("inputProperties", {}).items()
    ]
    outputs = [
        (code(_snake(key)), code(_type(value, plain=True)), _first(value))
        for key, value in resource.get("properties", {}).items()
    ]
    return "\n\n".join(
        [
            f"## {name}",
            prose(resource.get("description", "")),
            fenced(examples[name], "python"),
            table(("input", "type", "required", "default", "description"), inputs),
            table(("output", "type", "description"), outputs),
        ]
    )


def _type_section(name: str, definition: dict[str, Any]) -> str:
    description = prose(definition.get("description", ""))
    if "enum" in definition:
        values = ", ".join(code(member["value"]) for member in definition["enum"])
        return f"### {name}\n\n{description}\n\nValues: {values}."
    required = definition.get("required", [])
    rows = [_input(key, value, key in required) for key, value in definition["properties"].items()]
    return f"### {name}\n\n{description}\n\n" + table(
        ("input", "type", "required", "default", "description"), rows
    )


def _input(key: str, value: dict[str, Any], required: bool) -> tuple[str, ...]:  # noqa: FBT001 - a column of the table
    description = _first(value)
    default = DEFAULT.search(description)
    return (
        code(_snake(key)),
        code(_type(value, plain=value.get("plain", False)))
        if "$ref" not in value
        else _link(value["$ref"]),
        "yes" if required else "no",
        _default(default["value"]) if default else "",
        DEFAULT.sub("", description),
    )


def _default(value: str) -> str:
    """Return a value as code, and a description of a default as text."""
    return code(value) if " " not in value or value.startswith(("cron(", "rate(")) else value


def _type(value: dict[str, Any], *, plain: bool) -> str:
    if "$ref" in value:
        return _name(value["$ref"])
    if value.get("type") == "array":
        inner = f"list[{_type(value['items'], plain=value['items'].get('plain', False))}]"
    elif "additionalProperties" in value:
        inner = f"dict[str, {_type(value['additionalProperties'], plain=value['additionalProperties'].get('plain', False))}]"
    else:
        inner = TYPES.get(value.get("type", ""), "Any")
    return inner if plain else f"Input[{inner}]"


def _link(reference: str) -> str:
    name = _name(reference)
    if not reference.startswith("#/types/clickstream:"):
        return code(name)
    return f"[`{name}`](#{name.lower()})"


def _name(token: str) -> str:
    return token.rsplit(":", 1)[-1].rsplit("/", 1)[-1]


def _snake(key: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", key).lower()


def _first(value: dict[str, Any]) -> str:
    return " ".join(value.get("description", "").split())


def _blocks() -> list[tuple[str, str | None]]:
    """Return the example program's blocks, each with the component that its last statement makes."""
    text = EXAMPLES.read_text(encoding="utf-8")
    # the first is the docstring
    return [(block, _made_by(block)) for block in text.split("\n\n")[1:]]


def _preamble() -> str:
    """Return the imports and constants of the example program."""
    return "\n\n".join(block for block, component in _blocks() if component is None)


def _examples() -> dict[str, str]:
    """Return the example of each component."""
    return {component: block for block, component in _blocks() if component}


def _made_by(block: str) -> str | None:
    last = ast.parse(block).body[-1]
    call = last.value if isinstance(last, ast.Assign | ast.Expr) else None
    return call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else None
