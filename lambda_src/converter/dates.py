"""Events of an object up to the limit on its event dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from clickstream.records.dates import MAX_DATES, too_many_dates
from clickstream.records.decode import Reason
from converter.columns import typed
from converter.validate import reject

if TYPE_CHECKING:
    from datetime import date

    from clickstream.contract import Contract


class DateLimit:
    """Event dates of an object, in the order in which they appear."""

    def __init__(self, contract: Contract) -> None:
        """Start without a date."""
        self._day = pl.col(typed(contract.event_time)).dt.date()
        self._dates: set[date] = set()

    def split(self, events: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Split events into those of the first `MAX_DATES` dates, and rejected ones."""
        detail = too_many_dates(MAX_DATES)
        new = events.select(self._day.unique(maintain_order=True)).to_series().to_list()
        room = MAX_DATES - len(self._dates)
        added = [day for day in new if day not in self._dates]
        self._dates.update(added[:room])
        if len(added) <= room:
            return events, reject(events.clear(), Reason.TOO_MANY_DATES, detail)
        within = self._day.is_in(self._dates)
        return events.filter(within), reject(events.filter(~within), Reason.TOO_MANY_DATES, detail)
