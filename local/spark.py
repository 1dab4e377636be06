"""Run a deployed Glue Spark job on this machine: the emulator stores such jobs, and runs none.

Script, archive and arguments are the deployed job's. Spark works on a copy of the bucket's directories that the arguments
name, and what it changes in them is put back.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import boto3

from local.stack import LocalStackError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_s3 import S3Client

    from local.stack import LocalStack

SCHEME = "s3://"


def run_job(stack: LocalStack, job: str, arguments: Mapping[str, str]) -> str:
    """Run a job with arguments that win over its own, wait for it, and return what it printed.

    Raises:
        LocalStackError: If Spark or Java is not installed, or the job fails; its last words stand in the message.
    """
    if (problem := missing()) is not None:
        raise LocalStackError(problem)
    found: Any = boto3.client("glue", **stack.client_options()).get_job(JobName=job)["Job"]
    given = {**found["DefaultArguments"], **arguments}
    with TemporaryDirectory() as scratch:
        copy = _Copy(boto3.client("s3", **stack.client_options()), Path(scratch) / "s3")
        script, archive = copy.fetch(found["Command"]["ScriptLocation"]), copy.fetch(given["--extra-py-files"])
        before = {value: copy.fetch_directory(value) for value in given.values() if value.startswith(SCHEME) and value.endswith("/")}
        placed = {name: copy.path(value).as_uri() + "/" if value in before else value for name, value in given.items()}
        said = _run([str(script), *(text for pair in placed.items() for text in pair)], archive, Path(scratch))
        for address, files in before.items():
            copy.put_back(address, files)
    return said


def missing() -> str | None:
    """Return what this machine needs for Spark and does not have, with the remedy; None if it has all."""
    if find_spec("pyspark") is None:
        return "Spark needs the package pyspark, which is not installed. Install requirements-dev.txt"
    if not os.environ.get("JAVA_HOME") and not shutil.which("java"):
        return "Spark needs Java 17, and there is no `java` on the PATH. Install it, such as with `apt-get install openjdk-17-jre-headless`"
    return None


def _run(command: list[str], archive: Path, scratch: Path) -> str:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SPARK_"))},
        "PYTHONPATH": str(archive),
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_SUBMIT_ARGS": "--master local[2] --conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=4 pyspark-shell",
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(scratch / "spark"),
    }
    result = subprocess.run([sys.executable, *command], cwd=scratch, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - the program's own script
    if result.returncode:
        lines = result.stderr.strip().splitlines()
        msg = f"the job ended with status {result.returncode}: {lines[-1] if lines else 'it said nothing'}"
        raise LocalStackError(msg)
    return result.stdout


@dataclass(frozen=True)
class _Copy:
    """Objects of S3 as files, below a directory, each bucket's below its name."""

    s3: S3Client
    root: Path

    def path(self, address: str) -> Path:
        return self.root / address.removeprefix(SCHEME)

    def fetch(self, address: str) -> Path:
        bucket, _, key = address.removeprefix(SCHEME).partition("/")
        path = self.path(address)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.s3.get_object(Bucket=bucket, Key=key)["Body"].read())
        return path

    def fetch_directory(self, address: str) -> set[Path]:
        bucket, _, prefix = address.removeprefix(SCHEME).partition("/")
        self.path(address).mkdir(parents=True, exist_ok=True)
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return {self.fetch(f"{SCHEME}{bucket}/{entry.get('Key', '')}") for page in pages for entry in page.get("Contents", [])}

    def put_back(self, address: str, before: set[Path]) -> None:
        """Put new files into the bucket, and remove the objects whose files are gone. Spark changes no file; it writes others."""
        bucket = address.removeprefix(SCHEME).partition("/")[0]
        # Spark's checksums, which begin with a dot, are its local file system's alone.
        after = {path for path in self.path(address).rglob("*") if path.is_file() and not path.name.startswith(".")}
        for path in sorted(after - before):
            self.s3.put_object(Bucket=bucket, Key=path.relative_to(self.root / bucket).as_posix(), Body=path.read_bytes())
        for path in sorted(before - after):
            self.s3.delete_object(Bucket=bucket, Key=path.relative_to(self.root / bucket).as_posix())
