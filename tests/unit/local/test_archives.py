import io
import zipfile
from pathlib import Path

import pulumi
import pytest

from clickstream.local.archives import archive_bytes, asset_bytes


def contents(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.py").write_text("b")
    (tmp_path / "a.py").write_text("a")
    return tmp_path


def test_an_archive_of_assets_contains_them_under_their_names(directory: Path) -> None:
    archive = pulumi.AssetArchive(
        {
            "x/a.py": pulumi.FileAsset(str(directory / "a.py")),
            "note": pulumi.StringAsset("é"),
            "tree": pulumi.FileArchive(str(directory)),
        }
    )
    assert contents(archive_bytes(archive)) == {
        "x/a.py": b"a",
        "note": "é".encode(),
        "tree/a.py": b"a",
        "tree/sub/b.py": b"b",
    }


def test_equal_contents_make_equal_bytes(directory: Path) -> None:
    archive = pulumi.FileArchive(str(directory))
    assert archive_bytes(archive) == archive_bytes(archive)


def test_a_zip_is_returned_unchanged(directory: Path) -> None:
    archive = directory / "layer.zip"
    archive.write_bytes(b"whatever")
    assert archive_bytes(pulumi.FileArchive(str(archive))) == b"whatever"
    assert asset_bytes(pulumi.FileAsset(str(archive))) == b"whatever"


def test_an_asset_that_is_neither_file_nor_text_is_an_error_with_a_remedy() -> None:
    with pytest.raises(TypeError, match="RemoteAsset cannot be read locally; use a FileAsset"):
        asset_bytes(pulumi.RemoteAsset("https://example.org/x"))
