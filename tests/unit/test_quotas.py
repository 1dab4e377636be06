"""Tables of quotas in the runbook: computed again from their constants and from the settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from clickstream.cost import measured
from components import ingestion, lambda_converter
from components.catalog import SCAN_LIMIT_GB
from tests.runbook import entries

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = (1, 10, 100, 1000)
ENTRY = "quotas"
NONE = "no"


def tables() -> list[list[list[str]]]:
    """Return the cells of the rows of each table of the entry, without its heading."""
    found = re.findall(r"(?:^\|.*\n)+", entries()[ENTRY], flags=re.MULTILINE)
    return [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
        for table in found
    ]


def number(text: str) -> float:
    return float(text.replace(",", ""))


CONSTANTS = {name: number(value) for name, value, _ in tables()[0]}
ROWS = {row[0]: row for row in tables()[1]}


@dataclass(frozen=True)
class Load:
    """Quantities of a multiple of a million events a day."""

    times: int

    @property
    def bytes_per_day(self) -> float:
        return self.times * CONSTANTS["events of a day, 1x"] * CONSTANTS["bytes of an event"]

    @property
    def peak_events(self) -> float:
        """Events a second at peak."""
        events = self.times * CONSTANTS["events of a day, 1x"]
        return events / measured.SECONDS_PER_DAY * CONSTANTS["peak factor"]

    @property
    def peak_mb(self) -> float:
        """MB (10^6 bytes) a second at peak."""
        return self.peak_events * CONSTANTS["bytes of an event"] / 1e6

    @property
    def objects(self) -> float:
        """Raw objects a day."""
        return max(
            measured.SECONDS_PER_DAY / ingestion.BUFFERING_SECONDS.default,
            self.bytes_per_day / (ingestion.BUFFERING_MB.default * measured.MB),
        )

    @property
    def peak_objects(self) -> float:
        """Raw objects a second at peak."""
        return max(
            1 / ingestion.BUFFERING_SECONDS.default,
            self.peak_mb * 1e6 / (ingestion.BUFFERING_MB.default * measured.MB),
        )

    @property
    def object_seconds(self) -> float:
        """Seconds to convert a raw object at peak."""
        return seconds_of_an_object(self.peak_mb / self.peak_objects)

    @property
    def query_gb(self) -> float:
        """GB (10^9 bytes) of all columns of the dates of a query."""
        return (
            self.bytes_per_day * CONSTANTS["days of a query"] * measured.PARQUET_RATIO["zstd"] / 1e9
        )


def seconds_of_an_object(megabytes: float) -> float:
    """Return the seconds to convert a raw object of JSON of so many MB (10^6 bytes)."""
    cpu = measured.CPU_SECONDS_PER_OBJECT + megabytes * measured.CPU_SECONDS_PER_MB
    return measured.S3_WAIT_SECONDS + cpu


CALCULATIONS: dict[str, Callable[[Load], float]] = {
    "events/s at peak": lambda load: load.peak_events,
    "MB/s at peak": lambda load: load.peak_mb,
    "MB/s at peak, large regions": lambda load: load.peak_mb,
    "puts/s, an event in each": lambda load: load.peak_events,
    "puts/s, packed": lambda load: load.peak_events / CONSTANTS["events of a packed request"],
    "raw objects a day": lambda load: load.objects,
    "raw objects/s at peak": lambda load: load.peak_objects,
    "conversions at once, at peak": lambda load: load.peak_objects * load.object_seconds,
    "messages in flight": lambda load: (
        load.peak_objects * load.object_seconds * lambda_converter.BATCH_SIZE.default
    ),
    "seconds to read a day's files": lambda load: (
        load.objects * measured.ATHENA_GETS_PER_FILE / 5_500
    ),
    "GB scanned, named query": lambda load: load.query_gb * measured.COLUMN_SHARE,
    "GB scanned, all columns": lambda load: load.query_gb,
    "KMS requests/s at peak, with `kmsKeyArn`": lambda load: 3 * load.peak_objects,
    "log MB a day": lambda load: load.objects * 2_300 / 1e6,
}
DEFAULTS = {
    "conversions at once, at peak": lambda_converter.MAX_CONCURRENCY.default,
    "GB scanned, named query": SCAN_LIMIT_GB.default,
    "GB scanned, all columns": SCAN_LIMIT_GB.default,
}
"""Limits that are defaults of settings, by row."""


def test_the_table_has_a_calculation_for_each_row() -> None:
    assert set(ROWS) == set(CALCULATIONS)


@pytest.mark.parametrize("name", CALCULATIONS)
def test_quantities_follow_from_the_constants(name: str) -> None:
    printed = [number(cell) for cell in ROWS[name][2:6]]
    computed = [CALCULATIONS[name](Load(times)) for times in TIMES]
    assert printed == pytest.approx(computed, rel=0.005), f"{name}: {computed}"


@pytest.mark.parametrize("name", CALCULATIONS)
def test_a_limit_binds_at_the_first_multiple_that_exceeds_it(name: str) -> None:
    limit, binds = ROWS[name][6:8]
    found = re.match(r"[\d,.]+", limit)
    exceeded = [
        f"{times:,}x"
        for times in TIMES
        if found and CALCULATIONS[name](Load(times)) > number(found[0])
    ]
    assert (binds or NONE) == (exceeded or [NONE])[0]


@pytest.mark.parametrize("name", DEFAULTS)
def test_limits_that_are_settings_are_their_defaults(name: str) -> None:
    assert ROWS[name][6].startswith(f"{DEFAULTS[name]} ")


def test_log_bytes_are_those_of_the_cost() -> None:
    assert (
        measured.LAMBDA_LOG_BYTES + measured.INVOCATION_LOG_BYTES + measured.OBJECT_LOG_BYTES
        == 2_300
    )


def test_the_text_has_the_figures_of_the_full_function() -> None:
    seconds = seconds_of_an_object(ingestion.BUFFERING_MB.default * measured.MB / 1e6)
    objects = lambda_converter.MAX_CONCURRENCY.default / seconds
    megabytes = objects * ingestion.BUFFERING_MB.default * measured.MB / 1e6
    hundredfold = Load(100)
    largest = hundredfold.bytes_per_day / 1e6 / megabytes / 60
    text = " ".join(entries()[ENTRY].split())
    assert f"about {objects:.0f} objects a second, or {round(megabytes, -1):.0f} MB of JSON" in text
    assert f"in about {round(largest)} minutes" in text
    multiple = lambda_converter.MAX_CONCURRENCY.default / (
        CALCULATIONS["conversions at once, at peak"](Load(1000)) / 1000
    )
    assert f"at about {round(multiple, -3):,.0f}x" in text
