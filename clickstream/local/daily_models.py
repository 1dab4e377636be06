"""A run of the daily models' job on this machine, over the local stack's lake.

Spark has no file system for the emulator's S3 here. So it works on a copy of the tables'
directories, and what it changes in them is put back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

import boto3

from clickstream.local import spark

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from clickstream.local.stack import LocalStack

EVENTS, MODELS = "--events", "--models"  # the job's arguments that are addresses


def transform(stack: LocalStack, job: str, day: str) -> dict[str, int]:
    """Run the job over a day, such as `2025-11-26`, and return its account: the events that it read, and rows by table.

    Raises:
        LocalStackError: If Spark cannot run here, or the run fails.
    """
    definition = cast(
        "dict[str, Any]", boto3.client("glue", **stack.client_options()).get_job(JobName=job)["Job"]
    )
    said: list[str] = []
    with TemporaryDirectory() as scratch:
        copies = {
            name: _Copy(
                boto3.client("s3", **stack.client_options()),
                definition["DefaultArguments"][name],
                Path(scratch),
            )
            for name in (EVENTS, MODELS)
        }
        before = {name: copy.fetch() for name, copy in copies.items()}
        spark.run_job(
            stack,
            job,
            {
                "--date": day,
                **{name: f"{copy.directory.as_uri()}/" for name, copy in copies.items()},
            },
            said.append,
        )
        copies[MODELS].put_back(before[MODELS])
    return json.loads(said[-1])["rows"]


@dataclass(frozen=True)
class _Copy:
    """The objects below an address, as files."""

    s3: S3Client
    address: str
    scratch: Path

    @property
    def bucket(self) -> str:
        return self.address.removeprefix("s3://").partition("/")[0]

    @property
    def directory(self) -> Path:
        return self.scratch / self.address.removeprefix("s3://")

    def fetch(self) -> set[Path]:
        """Write every object into a file, and return the files."""
        self.directory.mkdir(parents=True)
        prefix = self.address.removeprefix(f"s3://{self.bucket}/")
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        keys = [entry.get("Key", "") for page in pages for entry in page.get("Contents", [])]
        for key in keys:
            path = self.scratch / self.bucket / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read())
        return {self.scratch / self.bucket / key for key in keys}

    def put_back(self, before: set[Path]) -> None:
        """Put new files into the bucket, and remove the objects whose files are gone. Spark changes no file; it writes others."""
        # Spark's checksums, which begin with a dot, are its local file system's alone.
        after = {
            path
            for path in self.directory.rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }
        for path in sorted(after - before):
            self.s3.put_object(Bucket=self.bucket, Key=self._key(path), Body=path.read_bytes())
        for path in sorted(before - after):
            self.s3.delete_object(Bucket=self.bucket, Key=self._key(path))

    def _key(self, path: Path) -> str:
        return path.relative_to(self.scratch / self.bucket).as_posix()
