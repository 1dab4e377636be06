"""Contents of Pulumi's assets and archives, as bytes."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import cast

import pulumi

# Earliest time of the zip format, for every entry: equal contents give equal archives.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def asset_bytes(asset: object) -> bytes:
    """Return the content of a file or text asset, or an archive as a zip.

    Raises:
        TypeError: If the content is not on this machine, as of a `RemoteAsset`.
    """
    if isinstance(asset, pulumi.FileAsset):
        return Path(asset.path).read_bytes()
    if isinstance(asset, pulumi.StringAsset):
        return asset.text.encode()
    if isinstance(asset, pulumi.Archive):
        return archive_bytes(asset)
    msg = f"{type(asset).__name__} cannot be read locally; use a FileAsset, a StringAsset, a FileArchive or an AssetArchive"
    raise TypeError(msg)


def archive_bytes(archive: object) -> bytes:
    """Return an archive as a zip. A file archive that is a zip already is returned unchanged.

    Raises:
        TypeError: If the content is not on this machine.
    """
    if isinstance(archive, pulumi.FileArchive) and Path(archive.path).is_file():
        return Path(archive.path).read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in sorted(_files(archive, "").items()):
            entry = zipfile.ZipInfo(name, ZIP_EPOCH)
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _files(archive: object, prefix: str) -> dict[str, bytes]:
    if isinstance(archive, pulumi.FileArchive):
        root = Path(archive.path)
        return {
            f"{prefix}{path.relative_to(root).as_posix()}": path.read_bytes()
            for path in root.rglob("*")
            if path.is_file()
        }
    if not isinstance(archive, pulumi.AssetArchive):
        msg = (
            f"{type(archive).__name__} cannot be read locally; use a FileArchive or an AssetArchive"
        )
        raise TypeError(msg)
    files: dict[str, bytes] = {}
    for name, item in cast("dict[str, object]", archive.assets).items():
        if isinstance(item, pulumi.Archive):
            files |= _files(item, f"{prefix}{name}/")
        else:
            files[f"{prefix}{name}"] = asset_bytes(item)
    return files
