"""Ephemeral storage of the function against the disk space of the largest conversions."""

from pathlib import Path

import pytest

from benchmarks.storage import body_of, hashing, on_disk
from clickstream.contract.odcs import read_contract
from components.shared.function_storage import DISK_TO_JSON, FIXED_MB, storage_mb
from tests.paths import CLICKSTREAM

PARTS = {
    "wrong types of 100 characters": 0.2,
    "bytes that are not UTF-8": 0.1,
    "two hashed columns, 500 dates": 0.1,
}
"""Inputs that need most disk space per byte of JSON, and the part of each that is measured."""


@pytest.mark.parametrize("name", PARTS)
def test_the_disk_space_of_a_conversion_is_within_the_ratio(name: str, tmp_path: Path) -> None:
    path = tmp_path / "hashing.odcs.yaml"
    path.write_text(hashing(CLICKSTREAM.read_text(encoding="utf-8")), encoding="utf-8")
    body = body_of(name, PARTS[name])
    disk = on_disk(body, read_contract(path), "snappy")
    small_files = 500 * 8192 if "dates" in name else 0
    assert disk - small_files < DISK_TO_JSON * len(body), (
        "an object of the largest size fits on the disk"
    )
    assert disk > 2 * len(body), "the input is one of those that need much disk space"


def test_a_file_for_each_of_many_dates_is_within_the_fixed_part() -> None:
    body = body_of("one event for each of 2,500 dates", 0.1)
    disk = on_disk(body, read_contract(CLICKSTREAM), "zstd")
    assert disk * 40 < FIXED_MB * 2**20, (
        "the files of ten thousand dates fit, however small they are"
    )


def test_storage_is_within_the_range_of_lambda() -> None:
    assert [storage_mb(mb) for mb in (1, 25, 26, 512, 998)] == [512, 512, 516, 5376, 10236]
    with pytest.raises(ValueError, match="max_object_mb is 999"):
        storage_mb(999)
