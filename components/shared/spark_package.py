"""Archives of the Spark converter's job: its script, and its modules with the compiled contract."""

import json
from pathlib import Path

import pulumi

from clickstream.contract import Contract, spark_sql
from components.shared.archive_files import CONTRACT_MODULES, ROOT, package_files

SOURCES = ROOT / "spark_src"
SCRIPT = SOURCES / "convert.py"
LOCK = SOURCES / "requirements.txt"
PACKAGE = "clickstream_spark"


def spark_files() -> dict[str, Path]:
    """Return the files of the job's modules by their path in the archive."""
    files = {f"{PACKAGE}/{path.name}": path for path in sorted((SOURCES / PACKAGE).glob("*.py"))}
    # No module that imports Polars, YAML or the SQL parser: Glue has none of them.
    return files | package_files(*CONTRACT_MODULES, "records")


def spark_modules(contract: Contract) -> dict[str, pulumi.Asset]:
    """Return the job's modules, with the contract and its derivations in Spark SQL.

    Raises:
        ContractError: If a derivation cannot be translated to Spark.
    """
    files: dict[str, pulumi.Asset] = {
        name: pulumi.FileAsset(str(path)) for name, path in spark_files().items()
    }
    compiled = {
        "contract.json": contract.to_json(),
        "derivations.json": json.dumps(spark_sql.derivations(contract), indent=1) + "\n",
    }
    return files | {
        f"{PACKAGE}/{name}": pulumi.StringAsset(text) for name, text in compiled.items()
    }
