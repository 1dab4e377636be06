"""Disk space of a conversion: `python -m benchmarks.storage` prints bytes on disk per byte of JSON.

The inputs are those that need most disk space. They are small, since the ratio does not depend on
the size. The constants of `components/shared/function_storage.py` are results of this command.
"""

from __future__ import annotations

import io
import random
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "lambda_src"))

from clickstream.contract.odcs import read_contract  # noqa: E402 - the path of the converter comes first
from converter.convert import ConversionRules, Source, convert  # noqa: E402 - the path of the converter comes first
from converter.write import write_files  # noqa: E402 - the path of the converter comes first

if TYPE_CHECKING:
    from collections.abc import Callable

    from clickstream.contract import Contract
    from converter.write import Compression

CONTRACT = ROOT / "contracts" / "clickstream.odcs.yaml"
FIRST_SECOND = 1_577_836_800  # 2020-01-01 in epoch seconds
DAY_SECONDS = 86_400
DATES = 2500  # about seven years
BLOCK_BYTES = 512  # the unit of `st_blocks`
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"


def _time(number: int, dates: int) -> int:
    """Return an event time on one of `dates` dates; successive numbers have distant dates."""
    return FIRST_SECOND + DAY_SECONDS * (number * 7919 % dates)


def inputs() -> dict[str, tuple[Callable[[int], str | bytes], int]]:
    """Return, by the input's name, a function from line number to line, and the number of lines."""
    rng = random.Random(1)  # noqa: S311 - has to be repeatable, not secret

    def text(characters: int) -> str:
        return "".join(rng.choices(LETTERS, k=characters))

    return {
        "lines `1`": (lambda _: "1", 50_000),
        "lines `{}`": (lambda _: "{}", 100_000),
        "arrays of `1`": (lambda _: f"[{','.join(['1'] * 5000)}]", 20),
        "malformed lines of three letters": (lambda _: text(3), 50_000),
        "bytes that are not UTF-8": (
            lambda _: rng.randbytes(500).translate(bytes(range(128, 256)) * 2),
            10_000,
        ),
        "long unique strings, quarantined": (lambda _: f'{{"x":"{text(2000)}"}}', 5_000),
        "wrong types of 100 characters": (
            lambda _: f'{{"event_type":"","event_time":"{text(100)}"}}',
            30_000,
        ),
        "short events of 2,500 dates": (
            lambda number: f'{{"event_type":"","event_time":{_time(number, DATES)}}}',
            300_000,
        ),
        "long unique strings of 500 dates": (
            lambda number: f'{{"event_type":"{text(2000)}","event_time":{_time(number, 500)}}}',
            10_000,
        ),
        "two hashed columns, 500 dates": (
            lambda number: (
                f'{{"event_type":"","event_time":{_time(number, 500)},"email":"{number:x}","ip_address":"{number + 1:x}"}}'
            ),
            200_000,
        ),
        "one event for each of 2,500 dates": (
            lambda number: f'{{"event_type":"","event_time":{_time(number, DATES)}}}',
            DATES,
        ),
    }


def hashing(contract: str) -> str:
    """Return a contract in which every restricted column is hashed, to 64 characters per value."""
    return contract.replace("value: drop", "value: hash")


def on_disk(body: bytes, contract: Contract, compression: Compression) -> int:
    """Return the bytes on disk at the end of a conversion, before a file is deleted."""
    rules = ConversionRules(
        contract=contract,
        earliest=date(2020, 1, 1),
        max_future=timedelta(hours=24),
        max_unpacked=len(body),
        max_event=len(body),
        protection_key=b"a key of 16 bytes",
    )
    with TemporaryDirectory() as scratch:
        write_files(
            convert(io.BytesIO(body), Source("s3://raw/raw/object.gz", datetime.now(UTC)), rules),
            contract,
            Path(scratch),
            compression,
        )
        return sum(path.stat().st_blocks * BLOCK_BYTES for path in Path(scratch).iterdir())


def body_of(name: str, part: float = 1) -> bytes:
    """Return an input, or its first lines: `part` is their share."""
    line, count = inputs()[name]
    made = (line(number) for number in range(int(count * part)))
    return b"".join((item.encode() if isinstance(item, str) else item) + b"\n" for item in made)


def main() -> None:
    """Measure each input with both compressions, and print a line for each."""
    with TemporaryDirectory() as directory:
        path = Path(directory) / "contract.odcs.yaml"
        path.write_text(hashing(CONTRACT.read_text(encoding="utf-8")), encoding="utf-8")
        contract = read_contract(path)
    for name in inputs():
        body = body_of(name)
        sizes = {
            compression: on_disk(body, contract, compression) for compression in ("zstd", "snappy")
        }
        ratios = ", ".join(
            f"{compression} {size / len(body):.2f} ({size / 2**20:.1f} MB)"
            for compression, size in sizes.items()
        )
        print(f"{name}: {len(body) / 2**20:.2f} MB of JSON, on disk {ratios}")  # noqa: T201 - output of the command


if __name__ == "__main__":
    main()
