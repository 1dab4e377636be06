"""The canary's package is whole and small."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import boto3

from components.shared.function_package import CANARY_LOCK, canary_files, layer_archive

# what Lambda's runtime has
RUNTIME = ("boto3", "botocore", "s3transfer", "dateutil", "six.py", "urllib3")
THIS_RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"
MACHINE = {"x86_64": "x86_64", "aarch64": "arm64"}[os.uname().machine]
CHECK = """
from datetime import date, datetime, UTC
import canary.handler
from canary.statement import newest_events
from clickstream.contract.event_template import fill
import aws_lambda_powertools, sys
assert "polars" not in sys.modules and "yaml" not in sys.modules
print(fill({"id": "${marker}"}, "canary-1", datetime.now(UTC))["id"], aws_lambda_powertools.__file__)
"""


def test_the_function_needs_nothing_but_its_package_and_boto3(tmp_path: Path) -> None:
    for name, path in canary_files().items():
        target = tmp_path / "code" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    with zipfile.ZipFile(layer_archive(THIS_RUNTIME, MACHINE, CANARY_LOCK)) as layer:
        layer.extractall(tmp_path / "layer")
        assert sum(entry.file_size for entry in layer.infolist()) < 20 * 2**20, "bytes unpacked"
    (tmp_path / "runtime").mkdir()
    for name in RUNTIME:
        (tmp_path / "runtime" / name).symlink_to(Path(boto3.__file__).parents[1] / name)
    paths = [tmp_path / "code", tmp_path / "layer" / "python", tmp_path / "runtime"]
    program = f"import sys; sys.path[:0] = {[*map(str, paths)]!r}\n{CHECK}"
    environment = {"POWERTOOLS_SERVICE_NAME": "canary", "POWERTOOLS_METRICS_NAMESPACE": "test"}
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    marker, _, where = done.stdout.partition(" ")
    assert marker == "canary-1", done.stderr
    assert where.startswith(str(tmp_path / "layer"))


def test_every_package_is_locked_with_its_hashes_and_none_is_polars() -> None:
    lock = CANARY_LOCK.read_text(encoding="utf-8")
    assert "://" not in lock
    locked = {line.split("==")[0] for line in lock.splitlines() if "==" in line}
    assert locked == {"aws-lambda-powertools", "jmespath", "typing-extensions"}
    assert lock.count("--hash=sha256:") >= len(locked)
