"""Spark session of the tests, with the job's modules as they are deployed."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pulumi
import pytest
from pyspark.sql import SparkSession

from clickstream.contract.odcs import read_contract
from clickstream.local import spark as local_spark
from clickstream.local.archives import archive_bytes
from clickstream_spark.convert import SESSION
from components.shared.spark_package import spark_modules
from tests.paths import CLICKSTREAM

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@contextmanager
def started(scratch: Path) -> Generator[SparkSession]:
    """Yield a session whose workers import the deployed modules, and no other ones of this project.

    Workers inherit the environment of Java, which is started here: it has no variables of AWS.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        # Without it, workers import the whole of clickstream from the working directory.
        patch.setenv("PYTHONSAFEPATH", "1")
        spark = _session(scratch)
        try:
            yield spark
        finally:
            spark.stop()


def _session(scratch: Path) -> SparkSession:
    archive = scratch / "modules.zip"
    archive.write_bytes(
        archive_bytes(pulumi.AssetArchive({**spark_modules(read_contract(CLICKSTREAM))}))
    )
    options = {
        **local_spark.OPTIONS,
        **SESSION,
        "spark.sql.warehouse.dir": str(scratch / "warehouse"),
    }
    builder: Any = SparkSession.builder
    for key, value in options.items():
        builder = builder.config(key, value)
    spark: SparkSession = builder.master("local[2]").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    spark.sparkContext.addPyFile(str(archive))
    no_isal = scratch / "isal.py"  # Glue's workers have none: the standard library unpacks there
    no_isal.write_text("raise ModuleNotFoundError(__name__)\n", encoding="utf-8")
    spark.sparkContext.addPyFile(str(no_isal))
    return spark
