"""Fields on the reference page of contracts: those that the readers of contract files read."""

import ast
import inspect
import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from open_data_contract_standard.model import OpenDataContractStandard, SchemaObject, SchemaProperty

from clickstream.contract import odcs, sample_events
from clickstream.contract.odcs import (
    columns,
    file,
    names,
    nested,
    partitions,
    read_contract,
    sources,
)
from clickstream.generator import columns as generator_columns
from tests.paths import ROOT

PAGE = (ROOT / "docs" / "reference" / "contract.md").read_text(encoding="utf-8")
EXAMPLES: list[str] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
READERS = (
    odcs,
    file,
    columns,
    names,
    nested,
    sources,
    partitions,
    sample_events,
    generator_columns,
)
MODELS = {
    "File": ("parsed", OpenDataContractStandard),
    "Table": ("table", SchemaObject),
    "Column": ("prop", SchemaProperty),
}


def _nodes(*modules: ModuleType) -> list[ast.AST]:
    return [node for module in modules for node in ast.walk(ast.parse(inspect.getsource(module)))]


def _named(section: str) -> set[str]:
    """Return the fields of the first table of a section."""
    text = PAGE.split(f"\n## {section}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))


@pytest.mark.parametrize("section", MODELS)
def test_the_page_names_the_fields_that_the_readers_read(section: str) -> None:
    variable, model = MODELS[section]
    read = {
        node.attr
        for node in _nodes(*READERS)
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == variable
    }
    known = {field.alias or name for name, field in model.model_fields.items() if name in read}
    assert known, f"the readers name the {section.lower()} {variable!r}"
    assert _named(section) == known, (
        f"section {section!r} of docs/reference/contract.md lists what the readers read"
    )


def test_the_page_names_the_custom_properties_that_the_readers_read() -> None:
    read: set[object] = set()
    for node in _nodes(*READERS):
        if isinstance(node, ast.Call):
            function = ast.unparse(node.func)
            position = {"_custom_property": 1, "custom.get": 0}.get(function)
            if position is not None and isinstance(argument := node.args[position], ast.Constant):
                read.add(argument.value)
    assert _named("Custom properties") == read


def test_the_pages_example_is_a_contract(tmp_path: Path) -> None:
    example = EXAMPLES[0]
    path = tmp_path / "example.odcs.yaml"
    path.write_text(example, encoding="utf-8")
    contract = read_contract(path)
    assert [column.name for column in contract.derived_columns] == ["revenue"]
    assert [key.name for key in contract.partition_keys] == ["p_date"]
    assert next(sample_events.sample_events(path)).keys() == {
        "order_id",
        "ordered_at",
        "email",
        "price",
        "quantity",
    }


def test_the_pages_nested_column_has_the_type_that_the_page_names(tmp_path: Path) -> None:
    path = tmp_path / "example.odcs.yaml"
    path.write_text("".join(EXAMPLES[:2]), encoding="utf-8")
    assert f"`{read_contract(path).columns[-1].athena_type}`" in PAGE


def test_the_page_names_every_value_of_the_story() -> None:
    section = PAGE.split("\n## Generated events\n")[1].split("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]*`) \|", section, re.MULTILINE)
    assert Counter(re.findall(r"`(\w+)`", " ".join(cells))) == Counter(generator_columns.NAMES)
