"""The layers of converter and API source, in previews and in deployments."""

from pathlib import Path

import pulumi
import pytest

from components.shared import function_package
from tests.unit.recorder import Recorder, record_stack

LAYERS = {"converter": "clickstream-lake", "api-source": "clickstream-raw"}
"""Components with a layer, and the buckets that their archives are uploaded to."""
POLLING = {"apiUrl": "https://api.example/items"}


def no_download(*_: object) -> None:
    pytest.fail("a preview downloads no packages")


@pytest.fixture
def no_archives(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Leave the machine without archives, and without the right to make them."""
    monkeypatch.setattr(function_package, "LAYER_CACHE", tmp_path / "layers")
    monkeypatch.setattr(function_package, "_download", no_download)
    return tmp_path / "layers"


@pytest.fixture
def small_archives(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Leave the machine without archives, with a download of one file."""

    def download(target: Path, *_: object) -> None:
        target.mkdir()
        (target / "module.py").write_text("", encoding="utf-8")

    monkeypatch.setattr(function_package, "LAYER_CACHE", tmp_path / "layers")
    monkeypatch.setattr(function_package, "_download", download)


def uploads(recorder: Recorder) -> dict[str, tuple[str, str, str]]:
    """Return each layer's upload: logical name, bucket, key."""
    found = [upload for upload in recorder.of("BucketObjectv2") if "-layer-" in upload.name]
    return {
        upload.name.partition("-layer-")[0]: (
            upload.name,
            upload.inputs["bucket"],
            upload.inputs["key"],
        )
        for upload in found
    }


def test_a_preview_without_archives_downloads_none_and_registers_both_layers(
    no_archives: Path,
) -> None:
    recorder = record_stack("dev", POLLING, preview=True)
    sources = [upload.inputs["source"] for upload in recorder.of("BucketObjectv2")]
    assert [type(source) for source in sources] == [pulumi.StringAsset] * 2, (
        "a placeholder stands for each archive"
    )
    assert not no_archives.exists(), "nothing is built"


@pytest.mark.usefixtures("small_archives")
def test_a_deployment_builds_the_archives_and_a_preview_after_it_uses_them() -> None:
    deployed = record_stack("dev", POLLING).of("BucketObjectv2")
    previewed = record_stack("dev", POLLING, preview=True).of("BucketObjectv2")
    paths = {upload.inputs["source"].path for upload in [*deployed, *previewed]}
    assert len(paths) == 2
    assert all(Path(path).is_file() for path in paths)


@pytest.mark.usefixtures("small_archives")
def test_a_preview_without_archives_registers_what_a_deployment_with_them_did(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deployed = record_stack("dev", POLLING)
    monkeypatch.setattr(function_package, "LAYER_CACHE", tmp_path / "none")
    previewed = record_stack("dev", POLLING, preview=True)
    assert uploads(previewed) == uploads(deployed), "so the engine sees no change"
    for recorder in (deployed, previewed):
        assert all(
            upload.ignore_changes == {"source"} for upload in recorder.of("BucketObjectv2")
        ), "and the source is the only input that differs"


@pytest.mark.usefixtures("no_archives")
def test_each_layer_is_published_from_its_own_upload() -> None:
    recorder = record_stack("dev", POLLING, preview=True)
    found = uploads(recorder)
    assert {component: bucket for component, (_, bucket, _) in found.items()} == LAYERS
    for component, (_, bucket, key) in found.items():
        layer = recorder.one("LayerVersion", component).inputs
        assert (layer["s3Bucket"], layer["s3Key"]) == (bucket, key)
        assert key.startswith(f"artifacts/{component}/python3.13-arm64-"), (
            "no conversion starts below artifacts/"
        )


@pytest.mark.usefixtures("no_archives")
@pytest.mark.parametrize(
    ("setting", "value"), [("runtime", "python3.12"), ("architecture", "x86_64")]
)
def test_another_runtime_or_processor_is_another_resource(setting: str, value: str) -> None:
    before = uploads(record_stack("dev", preview=True))["converter"]
    name, _, key = uploads(record_stack("dev", {setting: value}, preview=True))["converter"]
    assert name != before[0], (
        "a resource whose source is ignored must not change its key: the engine would upload the old source under the new key"
    )
    assert key != before[2], "the layer version is replaced"


@pytest.mark.usefixtures("no_archives")
def test_another_lock_is_another_resource(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = uploads(record_stack("dev", preview=True))["converter"]
    lock = tmp_path / "requirements.txt"
    lock.write_text("polars==1.0.0\n", encoding="utf-8")
    monkeypatch.setattr("components.lambda_converter.LAYER_LOCK", lock)
    name, _, key = uploads(record_stack("dev", preview=True))["converter"]
    assert name != before[0]
    assert key != before[2]
