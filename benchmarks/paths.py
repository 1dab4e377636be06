"""Files of the benchmark: contracts, their JSON forms, and inputs."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]  # the package may be imported through a link
CONTRACT = ROOT / "contracts" / "clickstream.odcs.yaml"
SEGMENT_CONTRACT = ROOT / "benchmarks" / "segment.odcs.yaml"
"""Contract of the nested events."""

DIRECTORY = ROOT / "build" / "bench"
CONTRACT_JSON = DIRECTORY / "contract.json"
CONVERTER_CONTRACT_JSON = DIRECTORY / "converter-contract.json"
"""`CONTRACT` as compiled by the checkout whose converter is measured."""
CONVERTER_SEGMENT_JSON = DIRECTORY / "converter-segment.json"
"""`SEGMENT_CONTRACT`, compiled likewise."""


def path_of(name: str, events: int) -> Path:
    """Return the path of an input: a directory for `small`, a file for every other."""
    return DIRECTORY / "inputs" / f"{name}-{events}{'' if name == 'small' else '.json.gz'}"


def size_file(path: Path) -> Path:
    """Return the path of the file that holds the decompressed size of an input."""
    return path.with_name(f"{path.name}.bytes")


def json_bytes(path: Path) -> int:
    """Return the decompressed size of an input."""
    return int(size_file(path).read_text(encoding="ascii"))
