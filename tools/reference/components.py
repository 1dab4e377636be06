"""Generator of `reference/components.md`: inputs, outputs and an example of every component.

Types, descriptions and outputs are from the schema of the component plugin; names are in snake
case, as in Python.
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
The arguments of a component are a name, a dictionary of inputs and Pulumi's resource options.
Import components from `components`. The value of an input of the type `Input[…]` is a plain value
or an output of another resource; the value of an input without `Input` is a plain value.

`pulumi package add <this repository>/components` adds the components to programs in other
languages. Names are in camel case there.
"""
EXAMPLE_NOTE = """
The examples are one program: variables such as `lake` are the components of the other sections. A
test runs the program with Pulumi's mocks. A deployment has one converter: Lambda, Spark or
Firehose.
"""


def generate() -> str:
    """Return the page."""
    schema = json.loads(component_provider().schema or "{}")
    examples = _examples()
    resources, types = schema["resources"].items(), sorted(schema["types"].items())
    sections = [_section(_name(token), resource, examples) for token, resource in resources]
    type_sections = [_type_section(_name(token), definition) for token, definition in types]
    head = [prose(INTRODUCTION), prose(EXAMPLE_NOTE), fenced(_preamble(), "python")]
    return page("Components", *head, *sections, "## Types of inputs", *type_sections)


def _section(name: str, resource: dict[str, Any], examples: dict[str, str]) -> str:
    required = resource.get("requiredInputs", [])
    inputs = [
        _input(key, value, key in required)
        for key, value in resource.get("inputProperties", {}).items()
    ]
    outputs = [
        (code(_snake(key)), code(_type(value, plain=True)), _description(value))
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
    description = _description(value)
    default = DEFAULT.search(description)
    plain_type = code(_type(value, plain=value.get("plain", False)))
    return (
        code(_snake(key)),
        _link(value["$ref"]) if "$ref" in value else plain_type,
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
        values = value["additionalProperties"]
        inner = f"dict[str, {_type(values, plain=values.get('plain', False))}]"
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


def _description(value: dict[str, Any]) -> str:
    return " ".join(value.get("description", "").split())


def _blocks() -> list[tuple[str, str | None]]:
    """Return the blocks of the example program, each with the component that it creates last."""
    text = EXAMPLES.read_text(encoding="utf-8")
    blocks = text.split("\n\n")[1:]  # without the docstring
    return [(block, _component_of(block)) for block in blocks]


def _preamble() -> str:
    """Return the imports and constants of the example program."""
    return "\n\n".join(block for block, component in _blocks() if component is None)


def _examples() -> dict[str, str]:
    """Return the example of each component, by the name of the component."""
    return {component: block for block, component in _blocks() if component}


def _component_of(block: str) -> str | None:
    last = ast.parse(block).body[-1]
    call = last.value if isinstance(last, ast.Assign | ast.Expr) else None
    return call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else None
