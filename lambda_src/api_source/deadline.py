"""The time that a run has. It ends by itself, with a reason, before Lambda ends it without one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from api_source.errors import OutOfTimeError

if TYPE_CHECKING:
    from collections.abc import Callable


class Deadline:
    """A moment that a run must not go past."""

    def __init__(
        self,
        seconds: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """Begin now and end in `seconds`."""
        self._clock, self._sleep = clock, sleep
        self._end = clock() + seconds

    def remaining(self, purpose: str) -> float:
        """Return the seconds that are left for `purpose`.

        Raises:
            OutOfTimeError: If none are.
        """
        left = self._end - self._clock()
        if left <= 0:
            msg = f"the run's time is up, and it has not come to {purpose}; fetch fewer pages (apiMaxPages), or poll less often (apiRate), which gives a run more time"
            raise OutOfTimeError(msg)
        return left

    def pause(self, seconds: float) -> None:
        """Wait, if there is time for it.

        Raises:
            OutOfTimeError: If the wait would use up what is left.
        """
        left = self.remaining("the next try")
        if seconds >= left:
            msg = f"the next try is due in {seconds:.0f} s, and the run ends in {left:.0f} s; the next run tries again"
            raise OutOfTimeError(msg)
        self._sleep(seconds)
