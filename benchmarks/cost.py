"""Cost of a conversion on Lambda, computed from the measured CPU time.

Lambda allocates processor time in proportion to memory: one whole processor at 1,769 MB
(https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). CPU-bound work therefore
costs CPU seconds times 1,769 MB at any memory setting up to 1,769 MB. Above it, the cost grows with
the memory that the work needs. Waiting for S3, cold starts and the price per request are not
included: they are the same for every converter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.measure import Figures

# arm64, us-east-1, first tier, as of 2025: https://aws.amazon.com/lambda/pricing/
DOLLARS_PER_GB_SECOND = 0.0000133334
WHOLE_PROCESSOR_MB = 1769  # in MiB: Lambda's MB are MiB
HEADROOM = 1.2  # memory setting, relative to the peak
MIB = 1 << 20
COSTED = ("this_converter", "row_by_row")


def billed_mb(peak_rss: float) -> float:
    """Return the memory that is billed while the work has one whole processor, in MiB."""
    return max(WHOLE_PROCESSOR_MB, peak_rss * HEADROOM / MIB)


def cost(figures: Figures) -> Figures:
    """Return CPU seconds, GB-seconds and dollars for a million events."""
    cpu_seconds = figures["cpu_seconds"] * 1_000_000 / figures["events"]
    gb_seconds = cpu_seconds * billed_mb(figures["peak_rss"]) / 1024
    return {
        "cpu_seconds": cpu_seconds,
        "gb_seconds": gb_seconds,
        "dollars": gb_seconds * DOLLARS_PER_GB_SECOND,
    }
