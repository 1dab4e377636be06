"""Deadline of a run, before Lambda's timeout: the run fails with an error that has a reason."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from api_source.errors import OutOfTimeError

if TYPE_CHECKING:
    from collections.abc import Callable


class Deadline:
    """Time at which a run must have ended."""

    def __init__(
        self,
        seconds: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """Set the deadline to `seconds` from now."""
        self._clock, self._sleep = clock, sleep
        self._end = clock() + seconds

    def remaining(self, purpose: str) -> float:
        """Return the seconds until the deadline.

        Args:
            purpose: Step that the time is for, named in the error.

        Raises:
            OutOfTimeError: If the deadline has passed.
        """
        left = self._end - self._clock()
        if left <= 0:
            msg = (
                f"the time of the run ended before {purpose}; "
                "fetch fewer pages (apiMaxPages), or poll less often (apiRate) for longer runs"
            )
            raise OutOfTimeError(msg)
        return left

    def pause(self, seconds: float) -> None:
        """Wait before a retry.

        Raises:
            OutOfTimeError: If the deadline would pass during the wait.
        """
        left = self.remaining("the next attempt")
        if seconds >= left:
            msg = (
                f"the next attempt is due in {seconds:.0f} s, and the run ends in {left:.0f} s; "
                "the next run repeats the request"
            )
            raise OutOfTimeError(msg)
        self._sleep(seconds)
