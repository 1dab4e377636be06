"""Objects of the lake: the interface that the engine reads and writes, and one over a directory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

SCHEME = "s3://"


@dataclass(frozen=True)
class StoredObject:
    """Object under an s3:// address."""

    uri: str
    size: int
    """Bytes."""
    version: str
    """Text that changes with the content, such as an entity tag."""


class Store(Protocol):
    """Objects under s3:// addresses."""

    def list(self, location: str) -> list[StoredObject]:
        """Return the objects whose address begins with a location, sorted by address."""
        ...

    def path(self, item: StoredObject) -> str:
        """Return the path of a local file with the object's content."""
        ...

    def put(self, uri: str, content: bytes) -> None:
        """Write an object.

        Raises:
            StoreError: If the object cannot be written.
        """
        ...


class StoreError(OSError):
    """Object that the store does not take, with the reason."""


def split(uri: str) -> tuple[str, str]:
    """Return bucket and key of an s3:// address.

    Raises:
        ValueError: If the text is no s3:// address.
    """
    scheme, separator, rest = uri.partition("://")
    bucket, _, key = rest.partition("/")
    if scheme not in {"s3", "s3a"} or not separator or not bucket:
        msg = f"{uri!r} is no address of the form s3://bucket/key"
        raise ValueError(msg)
    return bucket, key


def folder(location: str) -> str:
    """Return an address with a slash at its end."""
    return location if location.endswith("/") else f"{location}/"


def is_hidden(relative: str) -> bool:
    """Return whether Athena skips a key: a part of it begins with an underscore or a dot."""
    return any(part.startswith(("_", ".")) for part in relative.split("/"))


@dataclass(frozen=True)
class DirectoryStore:
    """Objects in a directory: ``s3://bucket/key`` is the file ``bucket/key``."""

    root: Path

    def list(self, location: str) -> list[StoredObject]:
        """Return the objects whose address begins with a location, sorted by address."""
        bucket, prefix = split(location)
        top = self.root / bucket
        start = top / prefix if prefix.endswith("/") or not prefix else (top / prefix).parent
        found: list[StoredObject] = []
        for path in sorted(start.rglob("*")):
            uri = f"{SCHEME}{path.relative_to(self.root).as_posix()}"
            if uri.startswith(location) and path.is_file():
                status = path.stat()
                found.append(
                    StoredObject(uri, status.st_size, f"{status.st_mtime_ns}-{status.st_size}")
                )
        return found

    def path(self, item: StoredObject) -> str:
        """Return the path of the file."""
        return str(self.root.joinpath(*split(item.uri)))

    def put(self, uri: str, content: bytes) -> None:
        """Write a file."""
        path = self.root.joinpath(*split(uri))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
