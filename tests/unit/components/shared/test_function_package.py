import os
import subprocess
import sys
import zipfile
from pathlib import Path

import boto3
import pyarrow.parquet as pq
import pytest

from clickstream.contract import Contract
from components.shared import function_package
from components.shared.function_package import (
    LAYER_LOCK,
    UNPACKED_LIMIT,
    function_files,
    lambda_platform,
    layer_archive,
    layer_path,
    write_archive,
)
from components.shared.package_archive import PackageError


def unpacked(archive: Path) -> int:
    with zipfile.ZipFile(archive) as opened:
        return sum(entry.file_size for entry in opened.infolist())


@pytest.mark.parametrize("architecture", ["arm64", "x86_64"])
def test_code_and_layer_fit_into_lambda(architecture: str) -> None:
    code = sum(path.stat().st_size for path in function_files().values())
    size = code + unpacked(layer_archive("python3.13", architecture))
    assert size < UNPACKED_LIMIT, f"{size / 2**20:.0f} MiB unpacked"


@pytest.mark.parametrize(
    ("architecture", "machine"), [("arm64", b"\xb7\x00"), ("x86_64", b"\x3e\x00")]
)
def test_the_layer_holds_machine_code_for_its_processor_alone(
    architecture: str, machine: bytes
) -> None:
    with zipfile.ZipFile(layer_archive("python3.13", architecture)) as layer:
        libraries = [name for name in layer.namelist() if name.endswith(".so")]
        # e_machine of the ELF header
        headers = {name: layer.read(name)[18:20] for name in libraries}
    assert libraries
    assert all(header == machine for header in headers.values()), headers


def _fail(*_: object) -> None:
    pytest.fail("the cached layer is used")


def test_the_layer_is_built_once_for_a_lock_a_runtime_and_a_processor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    archive = layer_archive("python3.13", "arm64")
    monkeypatch.setattr(function_package, "_download", _fail)
    assert layer_archive("python3.13", "arm64") == archive


def test_another_lock_makes_another_layer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(
        "jmespath==1.1.0 --hash=sha256:a5663118de4908c91729bea0acadca56526eb2698e83de10cd116ae0f4e97c64\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(function_package, "LAYER_LOCK", lock)
    monkeypatch.setattr(function_package, "LAYER_CACHE", tmp_path)
    small = layer_archive("python3.13", "arm64")
    with zipfile.ZipFile(small) as opened:
        names = opened.namelist()
        times = {entry.date_time for entry in opened.infolist()}
        record = opened.read(next(name for name in names if name.endswith("/RECORD")))
    assert any(name.startswith("python/jmespath/") for name in names)
    assert times == {(1980, 1, 1, 0, 0, 0)}, "equal packages give equal bytes"
    assert b"jp.py" not in record, (
        "the package's script is not in the layer, and its hash depends on the path of this machine's interpreter"
    )
    first = small.read_bytes()
    small.unlink()
    assert layer_archive("python3.13", "arm64").read_bytes() == first


def package(directory: Path, names: list[str], time: int) -> Path:
    """Write the files of a package, in this order and with this time."""
    for name in names:
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode() * 1000)
        os.utime(path, (time, time))
    (directory / "a.dist-info" / "RECORD").write_text(
        f"../../bin/script,sha256={time},1\na/b.py,sha256=x,1\n", encoding="utf-8"
    )
    return directory


def test_the_layers_bytes_depend_on_the_packages_alone(tmp_path: Path) -> None:
    names = ["a/b.py", "a/B.py", "a/c.so", "a-b/x.py", "a.dist-info/METADATA"]
    archives = [tmp_path / "one.zip", tmp_path / "two.zip"]
    write_archive(package(tmp_path / "one", names, 1_000_000_000), archives[0])
    write_archive(package(tmp_path / "two", names[::-1], 1_700_000_000), archives[1])
    assert archives[0].read_bytes() == archives[1].read_bytes(), (
        "neither order nor time of the files shows, nor a script of the machine"
    )
    with zipfile.ZipFile(archives[0]) as opened:
        entries = opened.infolist()
    assert {entry.compress_type for entry in entries} == {zipfile.ZIP_STORED}, (
        "compressed bytes depend on the machine's zlib"
    )
    assert {entry.create_system for entry in entries} == {3}, "the machine's system does not show"
    modes = {entry.filename: oct(entry.external_attr >> 16) for entry in entries}
    assert (modes["python/a/c.so"], modes["python/a/b.py"]) == ("0o755", "0o644"), (
        "Lambda's user may read every file"
    )


def test_an_archive_of_another_format_is_not_taken_from_the_cache(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = layer_path("python3.13", "arm64", LAYER_LOCK)
    monkeypatch.setattr(function_package, "LAYER_FORMAT", "deflated")
    assert layer_path("python3.13", "arm64", LAYER_LOCK) != before


def test_a_package_that_the_lock_does_not_vouch_for_is_refused_in_pips_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lock = tmp_path / "requirements.txt"
    lock.write_text(f"jmespath==1.1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    monkeypatch.setattr(function_package, "LAYER_LOCK", lock)
    monkeypatch.setattr(function_package, "LAYER_CACHE", tmp_path)
    with pytest.raises(
        PackageError,
        match=r"(?s)pip could not download the layer for python3.13 on arm64:.*HASH",
    ):
        layer_archive("python3.13", "arm64")


def test_a_layer_past_lambdas_limit_is_refused_with_its_size(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(function_package, "LAYER_CACHE", tmp_path)
    monkeypatch.setattr(function_package, "UNPACKED_LIMIT", 100 * 2**20)
    with pytest.raises(
        PackageError, match=r"the layer unpacks to 1\d\d MiB; Lambda allows 100 MiB with the code"
    ):
        layer_archive("python3.13", "arm64")


def test_no_wheel_is_newer_than_the_runtimes_c_library() -> None:
    def platforms(runtime: str) -> list[str]:
        return lambda_platform(runtime, "arm64").wheel_platforms()

    assert "manylinux_2_28_aarch64" not in platforms("python3.11"), (
        "python3.11 runs on Amazon Linux 2"
    )
    assert "manylinux_2_28_aarch64" in platforms("python3.13")


def test_the_layer_has_neither_pyarrow_nor_pandas() -> None:
    locked = {
        line.split("==")[0]
        for line in LAYER_LOCK.read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    assert not locked & {"pyarrow", "pandas", "numpy"}, "they and Polars do not fit together"


def test_locks_name_no_index() -> None:
    for lock in (
        LAYER_LOCK,
        LAYER_LOCK.parents[1] / "requirements.txt",
        LAYER_LOCK.parents[1] / "requirements-dev.txt",
        LAYER_LOCK.parents[1] / "spark_src" / "requirements.txt",
    ):
        assert "://" not in lock.read_text(encoding="utf-8"), lock


CONVERT = """
import gzip, io
from datetime import UTC, date, datetime, timedelta
import converter.handler
from clickstream.contract import Contract
from converter.convert import ConversionRules, Source, convert
from converter.settings import CONTRACT_FILE
rules = ConversionRules(Contract.from_json(CONTRACT_FILE.read_text()), date(2020, 1, 1), timedelta(hours=24), 1 << 20, 1 << 20)
body = gzip.compress(b'{"event_type": "purchase", "event_time": 1764115200, "product_price": 2.5}\\nbroken\\n')
(done,) = convert(io.BytesIO(body), Source("s3://raw/a", datetime(2026, 1, 1, tzinfo=UTC)), rules)
done.rows.write_parquet(sys.argv[1], compression="zstd")
print(done.lines, done.rows.height, done.quarantine.height)
"""


def test_the_function_converts_an_object_with_nothing_but_code_layer_and_boto3(
    tmp_path: Path, clickstream: Contract
) -> None:
    code = tmp_path / "code"
    for name, path in function_files().items():
        target = code / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    (code / "contract.json").write_text(clickstream.to_json(), encoding="utf-8")
    result = isolated(CONVERT, tmp_path, tmp_path / "out.parquet")
    assert result.stdout.split() == ["2", "1", "1"], result.stderr
    assert pq.read_table(tmp_path / "out.parquet").to_pylist()[0]["revenue"] == 2.5


def test_what_the_interpreter_of_that_test_does_not_see_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "code").mkdir()
    result = isolated("import pyarrow", tmp_path, tmp_path)
    assert "No module named 'pyarrow'" in result.stderr, (
        "the test above would not see a missing package"
    )


def isolated(program: str, scratch: Path, argument: Path) -> subprocess.CompletedProcess[str]:
    """Run a program with the function's code, this machine's layer and boto3 alone."""
    machine = {"x86_64": "x86_64", "aarch64": "arm64"}[os.uname().machine]
    with zipfile.ZipFile(
        layer_archive(f"python{sys.version_info.major}.{sys.version_info.minor}", machine)
    ) as layer:
        layer.extractall(scratch / "layer")
    site = Path(boto3.__file__).parents[1]
    (scratch / "runtime").mkdir()
    # what Lambda's runtime has
    for name in ("boto3", "botocore", "s3transfer", "urllib3", "dateutil", "six.py"):
        (scratch / "runtime" / name).symlink_to(site / name)
    paths = [str(scratch / "code"), str(scratch / "layer" / "python"), str(scratch / "runtime")]
    environment = {
        "POWERTOOLS_SERVICE_NAME": "converter",
        "POWERTOOLS_METRICS_NAMESPACE": "test",
        "LAKE_BUCKET": "lake",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path[:0] = {paths!r}\n{program}",
        str(argument),
    ]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
