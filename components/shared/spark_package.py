"""What the Spark job runs: its script, and the archive of its modules with the compiled contract."""

import json
from pathlib import Path

import pulumi

from clickstream.contract import Contract, spark

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "spark_src"
SCRIPT = SOURCES / "convert.py"
PACKAGE = "clickstream_spark"
# What the job needs of clickstream/: no Polars, no YAML, no SQL parser.
SHARED_MODULES = (
    "__init__.py",
    "contract/__init__.py",
    "contract/model.py",
    "records/__init__.py",
    "records/decode.py",
    "records/exact.py",
    "records/naming.py",
    "records/unpack.py",
)


def spark_files() -> dict[str, Path]:
    """Return the files of the job's modules by their path in the archive: these and no others."""
    files = {f"{PACKAGE}/{path.name}": path for path in sorted((SOURCES / PACKAGE).glob("*.py"))}
    return files | {
        f"clickstream/{module}": ROOT / "clickstream" / module for module in SHARED_MODULES
    }


def spark_modules(contract: Contract) -> dict[str, pulumi.Asset]:
    """Return the job's modules, with the contract and its derivations in Spark's SQL.

    Raises:
        ContractError: If a derivation cannot be translated to Spark.
    """
    files: dict[str, pulumi.Asset] = {
        name: pulumi.FileAsset(str(path)) for name, path in spark_files().items()
    }
    compiled = {
        "contract.json": contract.to_json(),
        "derivations.json": json.dumps(spark.derivations(contract), indent=1) + "\n",
    }
    return files | {
        f"{PACKAGE}/{name}": pulumi.StringAsset(text) for name, text in compiled.items()
    }
