"""Errors of the conversion of raw objects, from the log of the function or of the Spark job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clickstream.cli.logs.entries import Level
from clickstream.cli.logs.groups import log_groups
from clickstream.cli.logs.reader import read

if TYPE_CHECKING:
    from datetime import datetime

    from clickstream.cli.target import Target

CONVERTERS = {"converter", "spark"}
"""Logs of the converters, by their source."""


def conversion_errors(target: Target, since: datetime) -> dict[str, str]:
    """Return the last logged error of each raw object, by its s3:// address.

    Args:
        target: Pipeline.
        since: Time from which the log is read.
    """
    groups = {source: group for source, group in log_groups(target).items() if source in CONVERTERS}
    return {
        address: entry.cause or entry.message
        for entry in read(target.client("logs"), groups, since).entries
        if entry.level >= Level.ERROR
        for address in entry.objects
    }
