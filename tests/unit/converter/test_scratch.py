"""Scratch directories: deleted with their process, and no others."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest

from converter.scratch import OWNED, scratch_directory
from tests.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from converter.scratch import scratch_directory
with scratch_directory(Path(sys.argv[1])) as scratch:
    (scratch / "rows.spill").write_bytes(b"rows")
    print(scratch, flush=True)
    sys.stdin.read()
"""


@contextmanager
def worker(temporary: Path) -> Generator[tuple[subprocess.Popen[str], Path]]:
    """Run another process with a scratch directory; yield both."""
    command = [sys.executable, "-c", PROGRAM, str(temporary)]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "lambda_src")]),
    }
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            yield process, temporary / OWNED / process.stdout.readline().strip()
        finally:
            process.kill()


def test_a_scratch_directory_is_gone_at_the_end(tmp_path: Path) -> None:
    with scratch_directory(tmp_path) as scratch:
        (scratch / "rows.spill").write_bytes(b"rows")
        assert scratch.parent == tmp_path / OWNED, "it lies in the converter's own directory"
    assert [*(tmp_path / OWNED).iterdir()] == []


def test_a_scratch_directory_is_gone_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError), scratch_directory(tmp_path) as scratch:
        scratch.write_bytes(b"rows")
    assert [*(tmp_path / OWNED).iterdir()] == []


def test_files_of_a_killed_run_are_deleted_at_the_next_start(tmp_path: Path) -> None:
    with worker(tmp_path) as (process, left):
        process.kill()
        process.wait()
        assert (left / "rows.spill").exists(), "a killed process deletes nothing"
    with scratch_directory(tmp_path) as scratch:
        assert not left.exists(), "the disk space is free before the next conversion"
        assert [*scratch.iterdir()] == []


def test_a_directory_in_use_by_another_process_is_left(tmp_path: Path) -> None:
    with worker(tmp_path) as (_, other):
        with scratch_directory(tmp_path):
            assert (other / "rows.spill").read_bytes() == b"rows", (
                "workers on one machine share the temporary directory"
            )
        assert (other / "rows.spill").exists()


def test_a_directory_in_use_by_this_process_is_left(tmp_path: Path) -> None:
    with ExitStack() as stack:
        scratches = [stack.enter_context(scratch_directory(tmp_path)) for _ in range(3)]
        assert all(scratch.is_dir() for scratch in scratches)
        assert len(set(scratches)) == 3


def test_concurrent_conversions_keep_their_directories(tmp_path: Path) -> None:
    def use(number: int) -> bool:
        with scratch_directory(tmp_path) as scratch:
            (scratch / "rows.spill").write_text(str(number))
            return (scratch / "rows.spill").read_text() == str(number)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(use, range(400))), (
            "none deletes another's files, nor finds one that is being deleted"
        )
    assert [*(tmp_path / OWNED).iterdir()] == []


def test_nothing_but_the_converters_own_directories_is_deleted(tmp_path: Path) -> None:
    with scratch_directory(tmp_path):
        pass
    (tmp_path / "tmp-of-another").mkdir()
    (tmp_path / OWNED / "a-file").write_text("kept")
    (tmp_path / OWNED / "a-link").symlink_to(tmp_path / "tmp-of-another")
    with scratch_directory(tmp_path):
        pass
    assert (tmp_path / "tmp-of-another").is_dir(), "no link is followed"
    assert {path.name for path in (tmp_path / OWNED).iterdir()} == {"a-file", "a-link"}


def test_a_link_in_the_place_of_the_converters_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "precious").mkdir(parents=True)
    (tmp_path / OWNED).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match=OWNED), scratch_directory(tmp_path):
        pass
    assert (tmp_path / "elsewhere" / "precious").is_dir(), "the deletion follows no link"
