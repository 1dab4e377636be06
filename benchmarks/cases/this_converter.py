"""This converter with all checks, from the import of the handler to the files in the lake.

S3 is a directory.
"""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from botocore.response import StreamingBody

import converter.handler  # noqa: F401  # pyright: ignore[reportUnusedImport] - a cold start imports it, and its time is measured
from benchmarks.events import UNTIL
from benchmarks.paths import CONVERTER_CONTRACT_JSON
from clickstream.contract import Contract
from converter.convert import ConversionRules
from converter.objects import Lake, RawObject, convert_object

if TYPE_CHECKING:
    from pathlib import Path

MAX_UNPACKED = 4097 << 20  # bytes; the largest `maxObjectMb` that the stack's settings take


class DirectoryS3:
    """Fake S3 client that reads from one directory and writes to another.

    Slashes of a key are directories.
    """

    def __init__(self, raw: Path, lake: Path) -> None:
        """Read from `raw`, write to `lake`."""
        self.raw = raw
        self.lake = lake

    def get_object(self, *, Bucket: str, Key: str, **_: object) -> dict[str, Any]:  # noqa: N803, ARG002 - boto3's names
        """Return a file as an object, with botocore's streaming body."""
        path = self.raw / Key
        size = path.stat().st_size
        body = StreamingBody(cast("Any", path.open("rb")), size)
        return {
            "Body": body,
            "ContentLength": size,
            "LastModified": UNTIL,
            "ETag": f'"{Key}-{size}"',
        }

    def put_object(self, *, Bucket: str, Key: str, Body: BinaryIO, **_: object) -> dict[str, Any]:  # noqa: N803, ARG002 - boto3's names
        """Write an object into a file."""
        with self._path(Key).open("wb") as file:
            shutil.copyfileobj(Body, file, 1 << 20)
        return {}

    def _path(self, key: str) -> Path:
        path = self.lake / key
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def rules(contract_json: Path = CONVERTER_CONTRACT_JSON) -> ConversionRules:
    """Return rules with a contract, the default settings and the largest object limit."""
    contract = Contract.from_json(contract_json.read_text(encoding="utf-8"))
    return ConversionRules(
        contract=contract,
        earliest=date(2020, 1, 1),
        max_future=timedelta(hours=24),
        max_unpacked=MAX_UNPACKED,
        max_event=8 << 20,
        protection_key=None,
    )


def convert(sources: list[Path], out: Path, how: ConversionRules) -> None:
    """Convert the files of one directory one after the other, as one warm function does."""
    lake = Lake(
        s3=cast("Any", DirectoryS3(sources[0].parent, out)),
        bucket="lake",
        events_prefix="events/",
        quarantine_prefix="quarantine/",
        compression="zstd",
    )
    for source in sources:
        if convert_object(RawObject("raw", source.name), lake, how) is None:
            raise FileNotFoundError(source)


def run(source: Path, out: Path) -> None:
    """Convert one object."""
    convert([source], out, rules())
