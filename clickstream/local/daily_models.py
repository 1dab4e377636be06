"""Run of the daily models' job on this machine, over the lake of a local stack.

PySpark alone has no file system for S3. The job therefore works on local copies of the tables'
prefixes, and the files that it writes or deletes are written or deleted in the bucket afterwards.
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

EVENTS, MODELS = "--events", "--models"  # arguments of the job that are S3 URIs


def run_models(stack: LocalStack, job: str, day: str) -> dict[str, int]:
    """Run the job of the daily models for one day, and return the number of rows by table.

    Args:
        stack: Local stack that the job is deployed in.
        job: Name of the job.
        day: Date in ISO 8601, such as `2025-11-26`.

    Raises:
        LocalStackError: If Spark cannot run on this machine, or the run fails.
    """
    options = stack.client_options()
    glue, s3 = boto3.client("glue", **options), boto3.client("s3", **options)
    defaults = cast("dict[str, Any]", glue.get_job(JobName=job)["Job"])["DefaultArguments"]
    printed: list[str] = []
    with TemporaryDirectory() as scratch:
        events, models = (
            _LocalCopy(s3, defaults[argument], Path(scratch)) for argument in (EVENTS, MODELS)
        )
        events.download()
        before = models.download()
        arguments = {"--date": day, EVENTS: events.directory_uri, MODELS: models.directory_uri}
        spark.run_job(stack, job, arguments, printed.append)
        models.upload_changes(before)
    return json.loads(printed[-1])["rows"]


@dataclass(frozen=True)
class _LocalCopy:
    """Files with the contents of the objects below an S3 URI."""

    s3: S3Client
    uri: str
    scratch: Path

    @property
    def bucket(self) -> str:
        return self.uri.removeprefix("s3://").partition("/")[0]

    @property
    def directory(self) -> Path:
        return self.scratch / self.uri.removeprefix("s3://")

    @property
    def directory_uri(self) -> str:
        return f"{self.directory.as_uri()}/"

    def download(self) -> set[Path]:
        """Download every object into a file, and return the files."""
        self.directory.mkdir(parents=True)
        prefix = self.uri.removeprefix(f"s3://{self.bucket}/")
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        keys = [entry.get("Key", "") for page in pages for entry in page.get("Contents", [])]
        for key in keys:
            path = self.scratch / self.bucket / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read())
        return {self.scratch / self.bucket / key for key in keys}

    def upload_changes(self, before: set[Path]) -> None:
        """Upload the files that are new, and delete the objects whose files were deleted.

        Spark never changes a file: it writes a new one.

        Args:
            before: Files that `download` returned.
        """
        # Files that begin with a dot are checksums of Spark's local file system.
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
