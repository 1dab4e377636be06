"""What the Spark job runs: its script, and the archive of its modules with the compiled contract."""

import json
from pathlib import Path

import pulumi

from contract import Contract, spark

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "spark_src"
SCRIPT = SOURCES / "convert.py"
PACKAGE = "clickstream_spark"
CONVERTER_MODULES = ("__init__.py", "decode.py", "exact.py", "naming.py", "unpack.py")  # the part that needs no Polars
CONTRACT_MODULES = ("__init__.py", "model.py")  # no YAML, no SQL parser


def spark_files() -> dict[str, Path]:
    """Return the files of the job's modules by their path in the archive: these and no others."""
    files = {f"{PACKAGE}/{path.name}": path for path in sorted((SOURCES / PACKAGE).glob("*.py"))}
    files |= {f"converter/{module}": ROOT / "lambda_src" / "converter" / module for module in CONVERTER_MODULES}
    return files | {f"contract/{module}": ROOT / "contract" / module for module in CONTRACT_MODULES}


def spark_modules(contract: Contract) -> dict[str, pulumi.Asset]:
    """Return the job's modules, with the contract and its derivations in Spark's SQL.

    Raises:
        ContractError: If a derivation cannot be translated to Spark.
    """
    files: dict[str, pulumi.Asset] = {name: pulumi.FileAsset(str(path)) for name, path in spark_files().items()}
    compiled = {"contract.json": contract.to_json(), "derivations.json": json.dumps(spark.derivations(contract), indent=1) + "\n"}
    return files | {f"{PACKAGE}/{name}": pulumi.StringAsset(text) for name, text in compiled.items()}
