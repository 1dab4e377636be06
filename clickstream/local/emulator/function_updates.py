"""Updates and deletions of functions: running invocations end as they began.

Lambda lets a running invocation end with the code and configuration that it began with:
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html. MiniStack kills its
process, so that the invocation fails, and its messages wait for the queue's visibility timeout.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from clickstream.local.emulator.ministack import members, replace

if TYPE_CHECKING:
    from collections.abc import Callable

    Worker = Any
    """Process of MiniStack that runs one invocation at a time."""


def patch_function_updates() -> None:
    """Replace the functions of MiniStack that lease, release and kill workers."""
    Workers().patch()


class Workers:
    """Workers that run an invocation, and those of them that are killed at its end."""

    def __init__(self) -> None:
        """Read MiniStack's functions."""
        runtime = members("lambda_runtime", "_lock", "_workers", "kill_workers", package="core")
        self._lock: threading.Lock = runtime["_lock"]
        self._pools: dict[str, list[Worker]] = runtime["_workers"]
        self._kill: Callable[[list[Worker]], None] = runtime["kill_workers"]
        found = members("lambda_svc", "acquire_worker", "release_worker", "invalidate_worker")
        self._acquire: Callable[..., tuple[Worker, str]] = found["acquire_worker"]
        self._release: Callable[[Worker], None] = found["release_worker"]
        self._invalidate: Callable[..., None] = found["invalidate_worker"]
        self._threads: dict[Worker, int] = {}
        self._outdated: set[Worker] = set()

    def patch(self) -> None:
        """Replace MiniStack's functions."""
        replace("lambda_svc", "acquire_worker", self.acquire)
        replace("lambda_svc", "release_worker", self.release)
        replace("lambda_svc", "invalidate_worker", self.invalidate)

    def acquire(self, *function: object, **options: object) -> tuple[Worker, str]:
        """Lease a worker to the invocation of this thread."""
        worker, how = self._acquire(*function, **options)
        if worker is not None:
            self._threads[worker] = threading.get_ident()
        return worker, how

    def release(self, worker: Worker) -> None:
        """End the lease, and kill the worker of a function that was updated meanwhile."""
        self._threads.pop(worker, None)
        self._release(worker)
        if worker in self._outdated:
            self._outdated.discard(worker)
            self._kill([worker])

    def invalidate(self, name: str, qualifier: str | None = None, **scope: str) -> None:
        """Kill the workers of a function, those that run an invocation at its end.

        The worker of this thread is killed at once, since MiniStack also calls this function for a
        worker that broke.
        """
        own = threading.get_ident()
        with self._lock:
            for key, workers in self._pools.items():
                if name in key.split(":"):
                    others = {each for each in workers if self._threads.get(each, own) != own}
                    self._outdated |= others
                    workers[:] = [each for each in workers if each not in others]
        self._invalidate(name, qualifier, **scope)
