"""S3 of the emulator as store of the engine."""

from __future__ import annotations

import hashlib
import threading
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from clickstream.local.emulator.ministack import members
from clickstream.local.sql.store import SCHEME, StoredObject, StoreError, split

if TYPE_CHECKING:
    from pathlib import Path


class EmulatorStore:
    """Objects of MiniStack's S3, in the account of the request.

    MiniStack keeps objects in memory and DuckDB reads files: an object is copied once to a file.
    """

    def __init__(self, directory: Path) -> None:
        """Find the members of MiniStack that it uses.

        Args:
            directory: Directory of the copies.
        """
        self._s3 = members("s3", "_buckets", "_get_object_data", "_put_object")
        self._directory = directory
        self._copies: dict[str, Path] = {}
        self._lock = threading.Lock()

    def list(self, location: str) -> list[StoredObject]:
        """Return the objects whose address begins with a location, sorted by address."""
        bucket, prefix = split(location)
        found: dict[str, dict[str, dict[str, Any]]] | None = self._s3["_buckets"].get(bucket)
        return [
            StoredObject(f"{SCHEME}{bucket}/{key}", item["size"], item["etag"])
            for key, item in sorted((found or {"objects": {}})["objects"].items())
            if key.startswith(prefix)
        ]

    def path(self, item: StoredObject) -> str:
        """Return the path of the object's copy."""
        name = hashlib.sha256(f"{item.uri} {item.version}".encode()).hexdigest()
        copy = self._directory / f"{name}{''.join(PurePosixPath(item.uri).suffixes[-2:])}"
        with self._lock:
            former = self._copies.get(item.uri)
            if former == copy:
                return str(copy)
            content = self._s3["_get_object_data"](*split(item.uri))
            if content is None:
                msg = f"HIVE_CANNOT_OPEN_SPLIT: {item.uri} was deleted during the query"
                raise StoreError(msg)
            self._directory.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
            self._copies[item.uri] = copy
            if former is not None:
                former.unlink(missing_ok=True)
        return str(copy)

    def put(self, uri: str, content: bytes) -> None:
        """Write an object.

        Raises:
            StoreError: If S3 refuses it.
        """
        bucket, key = split(uri)
        headers = {"content-type": "text/plain", "content-length": str(len(content))}
        status, _, body = self._s3["_put_object"](bucket, key, content, headers)
        if status >= 300:  # noqa: PLR2004 - HTTP's last success is below
            reason = ET.fromstring(body)  # noqa: S314 - the emulator's own answer
            msg = f"An error occurred while writing to {uri}. {reason.findtext('Code')}: {reason.findtext('Message')}"
            raise StoreError(msg)
