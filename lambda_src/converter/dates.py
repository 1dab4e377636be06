"""Limit on the event dates of one object, each of which becomes a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clickstream.records.decode import Reason
from converter.columns import typed
from converter.validate import reject

if TYPE_CHECKING:
    from datetime import date

    from clickstream.contract import Contract

MAX_DATES = 1000  # almost three years


class DateLimit:
    """Event dates of an object, in the order in which they appear."""

    def __init__(self, contract: Contract) -> None:
        """Start without a date."""
        self._day = pl.col(typed(contract.event_time)).dt.date()
        self._dates: set[date] = set()

    def split(self, events: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Split events into those of the first `MAX_DATES` dates, and rejected ones."""
        detail = f"the object has events of {MAX_DATES} other dates before; send fewer in an object"
        new = events.select(self._day.unique(maintain_order=True)).to_series().to_list()
        room = MAX_DATES - len(self._dates)
        added = [day for day in new if day not in self._dates]
        self._dates.update(added[:room])
        if len(added) <= room:
            return events, reject(events.clear(), Reason.TOO_MANY_DATES, detail)
        within = self._day.is_in(self._dates)
        return events.filter(within), reject(events.filter(~within), Reason.TOO_MANY_DATES, detail)
