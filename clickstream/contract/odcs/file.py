"""Contract file: parser, table and table name, and errors that name the file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml
from open_data_contract_standard.model import OpenDataContractStandard, SchemaObject
from pydantic import ValidationError

from clickstream.contract import aws_limits
from clickstream.contract.model import ContractError, contract_error

if TYPE_CHECKING:
    from pathlib import Path

# Glue, Athena and Spark accept these names without quotes. Glue lowers the case of names.
NAME = re.compile(r"[a-z_][a-z0-9_]*")
EXAMPLE = "contracts/clickstream.odcs.yaml"


@dataclass(frozen=True)
class ContractFile:
    """Contract file, which the errors name."""

    path: Path

    def error(self, column: str | None, problem: str, remedy: str) -> ContractError:
        """Return a `ContractError` that names the file, the column if any, and the remedy."""
        return contract_error(str(self.path), column, problem, remedy)

    def parse(self) -> OpenDataContractStandard:
        """Return the parsed document.

        Raises:
            ContractError: If the file is missing or is not a contract of ODCS version 3.
        """
        if not self.path.is_file():
            raise self.error(
                None,
                "no such file",
                f"Set `contract` to the path of an ODCS file, such as {EXAMPLE}",
            )
        try:
            parsed = OpenDataContractStandard.from_string(self.path.read_text(encoding="utf-8"))
        except (ValidationError, yaml.YAMLError, TypeError, UnicodeDecodeError) as error:
            raise self.error(
                None,
                f"not a contract of the Open Data Contract Standard: {error}",
                f"Compare the file with {EXAMPLE}",
            ) from error
        if not (parsed.apiVersion or "").startswith("v3."):
            raise self.error(
                None,
                f"apiVersion is {parsed.apiVersion!r}",
                "Use version 3 of the standard, such as `apiVersion: v3.1.0`",
            )
        return parsed

    def only_table(self, parsed: OpenDataContractStandard) -> SchemaObject:
        """Return the table of a file of one table.

        Raises:
            ContractError: If the file declares no table or several.
        """
        objects = parsed.schema_ or []
        if len(objects) != 1:
            raise self.error(
                None, f"it declares {len(objects)} tables", "Declare one table under `schema`"
            )
        return objects[0]

    def table_name(self, name: str | None) -> str:
        """Return the name of a table.

        Raises:
            ContractError: If Glue would change or reject the name.
        """
        if not name or not NAME.fullmatch(name):
            raise self.error(
                None,
                f"the table's name is {name!r}",
                "Use lower-case letters, digits and underscores",
            )
        if len(name) > aws_limits.TABLE_NAME_BYTES:
            raise self.error(
                None,
                f"the table's name has {len(name)} characters: {name!r}",
                f"Use {aws_limits.TABLE_NAME_BYTES} or fewer: the limit of Glue is "
                f"{aws_limits.GLUE_NAME_BYTES}, and the quarantine table appends "
                f"`{aws_limits.QUARANTINE_SUFFIX}`",
            )
        return name
