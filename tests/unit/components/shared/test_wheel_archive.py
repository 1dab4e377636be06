"""The wheels of the Spark job: their archive, its upload, and the job's arguments."""

import hashlib
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pulumi
import pytest

from components.shared import wheel_archive as module
from components.shared.function_package import LAYER_LOCK
from components.shared.package_archive import PackageError
from components.shared.spark_package import LOCK
from components.shared.wheel_archive import wheel_archive
from components.spark_job import GLUE_VERSION, PLATFORM
from tests.unit.recorder import Recorder, Registered, record_stack


def versions(lock: Path) -> dict[str, str]:
    """Return the version of each package of a lock."""
    return dict(re.findall(r"^(\S+)==(\S+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


def test_the_archive_has_glues_layout_and_a_wheel_of_each_locked_package() -> None:
    with zipfile.ZipFile(wheel_archive(LOCK, PLATFORM)) as archive:
        names = set(archive.namelist())
        pins = archive.read("wheels/requirements.txt").decode().split()
        wheels = {name: archive.read(name) for name in names if name.endswith(".whl")}
    assert names == {"wheels/requirements.txt", *wheels}, "nothing else is in it"
    assert pins == [f"{package}=={version}" for package, version in versions(LOCK).items()]
    assert len(wheels) == len(pins)
    lock = LOCK.read_text(encoding="utf-8")
    for name, content in wheels.items():
        assert f"--hash=sha256:{hashlib.sha256(content).hexdigest()}" in lock, (
            f"{name} has a hash of the lock"
        )


def test_the_wheels_are_for_the_python_and_the_processor_of_glue() -> None:
    assert GLUE_VERSION == "5.0", "PLATFORM is the one of this version"
    with zipfile.ZipFile(wheel_archive(LOCK, PLATFORM)) as archive:
        (name,) = [name for name in archive.namelist() if name.startswith("wheels/msgspec-")]
    assert "-cp311-cp311-" in name
    assert name.endswith("x86_64.whl")


def test_pip_installs_the_packages_from_the_archive_without_an_index(tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel_archive(LOCK, PLATFORM)) as archive:
        archive.extractall(tmp_path)
    command = [sys.executable, "-m", "pip", "install", "--no-index", "--target", str(tmp_path)]
    command += ["--find-links", "wheels", "--requirement", "wheels/requirements.txt"]
    command += ["--only-binary=:all:", "--python-version", PLATFORM.python]
    command += [f"--platform={tag}" for tag in PLATFORM.wheel_platforms()]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "msgspec" / "__init__.py").is_file()


def test_the_archive_has_the_same_bytes_each_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    first = wheel_archive(LOCK, PLATFORM)
    monkeypatch.setattr(module, "WHEEL_CACHE", tmp_path)
    second = wheel_archive(LOCK, PLATFORM)
    assert first != second
    assert first.read_bytes() == second.read_bytes()


def test_both_engines_have_the_same_version_of_a_package() -> None:
    spark, function = versions(LOCK), versions(LAYER_LOCK)
    assert spark.items() <= function.items(), "they decode a line to the same record"


def test_a_wheel_that_the_lock_does_not_vouch_for_is_refused_in_pips_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "WHEEL_CACHE", tmp_path)
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"jmespath==1.1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    with pytest.raises(
        PackageError,
        match=r"(?s)pip could not download the wheels for Python 3.11 on x86_64:.*HASH",
    ):
        wheel_archive(lock, PLATFORM)
    assert list(tmp_path.iterdir()) == [lock], "no half of an archive is left"


def no_download(*_: object) -> None:
    pytest.fail("neither a preview nor a second deployment downloads wheels")


def upload(recorder: Recorder) -> Registered:
    (found,) = [
        resource for resource in recorder.of("BucketObjectv2") if "-wheels-" in resource.name
    ]
    return found


@pytest.mark.parametrize("settings", [{"engine": "spark"}, {"backfill": "true"}])
def test_glue_installs_the_uploaded_wheels_and_asks_no_index(settings: dict[str, str]) -> None:
    recorder = record_stack("dev", settings, preview=True)
    uploaded = upload(recorder).inputs
    (arguments,) = [job.inputs["defaultArguments"] for job in recorder.of("Job")]
    assert arguments["--additional-python-modules"] == (
        f"s3://{uploaded['bucket']}/{uploaded['key']}"
    )
    assert arguments["--python-modules-installer-option"] == "--no-index"
    assert uploaded["key"].startswith("artifacts/"), "no conversion starts below artifacts/"
    assert uploaded["key"].endswith(".gluewheels.zip"), "Glue knows the format by the suffix"


def test_the_daily_models_have_no_wheels() -> None:
    (job,) = record_stack("api", preview=True).of("Job")
    assert not [name for name in job.inputs["defaultArguments"] if "python-modules" in name], (
        "they import Glue's packages alone"
    )


def test_a_preview_without_the_archive_downloads_nothing_and_shows_no_change(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    deployed = upload(record_stack("spark"))
    assert isinstance(deployed.inputs["source"], pulumi.FileAsset)
    monkeypatch.setattr(module, "_download", no_download)
    assert upload(record_stack("spark")).inputs["key"] == deployed.inputs["key"]

    monkeypatch.setattr(module, "WHEEL_CACHE", tmp_path / "wheels")
    previewed = upload(record_stack("spark", preview=True))
    assert isinstance(previewed.inputs["source"], pulumi.StringAsset), "a placeholder"
    assert (previewed.name, previewed.inputs["key"]) == (deployed.name, deployed.inputs["key"])
    assert previewed.ignore_changes == deployed.ignore_changes == {"source"}
    assert not (tmp_path / "wheels").exists(), "nothing is built"


def test_another_lock_is_another_resource_under_another_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = upload(record_stack("spark", preview=True))
    lock = tmp_path / "requirements.txt"
    lock.write_text("msgspec==1.0.0\n", encoding="utf-8")
    monkeypatch.setattr("components.spark_converter.LOCK", lock)
    after = upload(record_stack("spark", preview=True))
    assert after.name != before.name, "a resource whose source is ignored must not change its key"
    assert after.inputs["key"] != before.inputs["key"]
