"""The API source's package, as a zip and as an image, is whole and small."""

from __future__ import annotations

import fnmatch
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import boto3
import pytest

from components.lambda_converter import Runtime
from components.shared.function_package import (
    API_SOURCE_LOCK,
    SOURCES,
    api_source_files,
    layer_archive,
)
from tests.paths import ROOT

# what Lambda's runtime and base image have, without urllib3, which is in the package
RUNTIME = ("boto3", "botocore", "s3transfer", "dateutil", "six.py")
THIS_RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"
DOCKERFILE = (SOURCES / "api_source" / "Dockerfile").read_text(encoding="utf-8")
IGNORE = (SOURCES / "api_source" / "Dockerfile.dockerignore").read_text(encoding="utf-8")
POLL = """
import http.server, json, sys, threading
class Api(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Length", "11"); self.end_headers(); self.wfile.write(b'[{"id":1.10}]'[:11])
    def log_message(self, *_): pass
server = http.server.HTTPServer(("127.0.0.1", 0), Api)
threading.Thread(target=server.serve_forever, daemon=True).start()
import api_source.handler
from api_source.deadline import Deadline
from api_source.fetch import Client
from api_source.settings import ApiSettings as Settings
url = f"http://127.0.0.1:{server.server_port}/"
settings = Settings(url, "GET", "", {}, "", "Authorization", "@", "none", "", "", 1, 5, True)
print(Client(settings, {}, Deadline(60)).fetch(url).body.decode(), sys.modules["urllib3"].__file__)
"""


def isolated(program: str, package: list[Path], scratch: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in an interpreter that sees the package, and boto3 with what it needs."""
    (scratch / "runtime").mkdir()
    for name in RUNTIME:
        (scratch / "runtime" / name).symlink_to(Path(boto3.__file__).parents[1] / name)
    paths = [*map(str, package), str(scratch / "runtime")]
    environment = {
        "POWERTOOLS_SERVICE_NAME": "api-source",
        "POWERTOOLS_METRICS_NAMESPACE": "test",
        "AWS_REGION": "eu-central-1",
    }
    command = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = {paths!r}\n{program}"]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def machine() -> str:
    return {"x86_64": "x86_64", "aarch64": "arm64"}[os.uname().machine]


def test_the_zip_fetches_with_nothing_but_itself_and_boto3(tmp_path: Path) -> None:
    for name, path in api_source_files().items():
        target = tmp_path / "code" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    with zipfile.ZipFile(layer_archive(THIS_RUNTIME, machine(), API_SOURCE_LOCK)) as layer:
        layer.extractall(tmp_path / "layer")
    done = isolated(POLL, [tmp_path / "code", tmp_path / "layer" / "python"], tmp_path)
    body, _, where = done.stdout.partition(" ")
    assert body == '[{"id":1.10', done.stderr
    assert where.startswith(str(tmp_path / "layer")), (
        "its own HTTP library is used, and not one that happens to be there"
    )


@pytest.mark.parametrize("runtime", list(Runtime))
def test_the_packages_are_the_same_on_every_processor_and_small(runtime: Runtime) -> None:
    contents: list[dict[str, int]] = []
    for architecture in ("arm64", "x86_64"):
        with zipfile.ZipFile(layer_archive(runtime.value, architecture, API_SOURCE_LOCK)) as layer:
            contents.append({entry.filename: entry.CRC for entry in layer.infolist()})
            assert sum(entry.file_size for entry in layer.infolist()) < 20 * 2**20, "bytes unpacked"
    assert contents[0] == contents[1], "nothing in it is machine code"


def test_the_function_needs_no_polars() -> None:
    locked = {
        line.split("==")[0]
        for line in API_SOURCE_LOCK.read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    assert locked == {
        "aws-lambda-powertools",
        "jmespath",
        "tenacity",
        "typing-extensions",
        "urllib3",
    }


def test_every_package_is_locked_with_its_hashes_and_no_index() -> None:
    lock = API_SOURCE_LOCK.read_text(encoding="utf-8")
    assert "://" not in lock
    packages = re.split(r"^(?=\w)", lock, flags=re.MULTILINE)
    assert all("--hash=sha256:" in package for package in packages if "==" in package)


def instructions(keyword: str) -> list[str]:
    joined = DOCKERFILE.replace("\\\n", " ")
    return [
        line.removeprefix(keyword).strip()
        for line in joined.splitlines()
        if line.startswith(f"{keyword} ")
    ]


def ignored(path: str) -> bool:
    """Tell whether the builder does not get a file: the last pattern that fits decides."""
    out = False
    for pattern in (line for line in IGNORE.splitlines() if line and not line.startswith("#")):
        if fnmatch.fnmatch(path, pattern.removeprefix("!")):
            out = not pattern.startswith("!")
    return out


def test_the_image_holds_the_zips_files_and_packages_and_starts_its_handler(tmp_path: Path) -> None:
    task = tmp_path / "task"
    for source, target in (instruction.split() for instruction in instructions("COPY")):
        found = [
            path
            for path in sorted(ROOT.glob(source))
            if not ignored(path.relative_to(ROOT).as_posix())
        ]
        assert found, f"COPY {source} finds a file that the builder gets"
        if target.startswith("${LAMBDA_TASK_ROOT}/"):
            folder = Path(target.replace("${LAMBDA_TASK_ROOT}", str(task)))
            folder.mkdir(parents=True)
            for path in found:
                shutil.copyfile(path, folder / path.name)
    assert {path.relative_to(task).as_posix() for path in task.rglob("*") if path.is_file()} == set(
        api_source_files()
    )

    (install,) = instructions("RUN")
    options = (
        install.removeprefix("python -m pip install")
        .replace('"${LAMBDA_TASK_ROOT}"', str(task))
        .replace("/tmp/requirements.txt", str(API_SOURCE_LOCK))  # noqa: S108 - in the image
    )
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        *options.split(),
    ]
    subprocess.run(command, check=True, capture_output=True)
    assert isolated(POLL, [task], tmp_path).stdout.startswith('[{"id":1.10')
    (handler,) = instructions("CMD")
    assert handler == '["api_source.handler.handler"]'


def test_the_image_is_based_on_lambdas_own_for_the_zips_default_runtime() -> None:
    assert instructions("FROM") == [
        f"public.ecr.aws/lambda/python:{Runtime.PYTHON_3_13.value.removeprefix('python')}"
    ]


def test_the_image_is_built_from_the_lock_alone_and_runs_nothing_else() -> None:
    (install,) = instructions("RUN")
    assert {"--require-hashes", "--no-deps", "--only-binary=:all:", "--no-cache-dir"} <= set(
        install.split()
    )
    assert {
        line.split()[0] for line in DOCKERFILE.splitlines() if line and not line.startswith("#")
    } == {"FROM", "COPY", "RUN", "CMD"}
