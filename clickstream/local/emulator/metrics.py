"""Patch of MiniStack's CloudWatch: metrics of the services, expressions, and alarms.

`queue_metrics`, `function_metrics`, `delivery_metrics`, `event_metrics` and `athena` record the
metrics of their services, and each names those that it serves; `metric_data` and `alarms` read
them. Metrics that are read from a state are sampled every few seconds, and whenever metrics or
alarms are read, so that a state is current; on AWS they come once a minute, minutes late.

Not served: metrics of S3, Glue and Scheduler; anomaly detection; metric streams; SEARCH.
"""

from __future__ import annotations

import logging
import threading
import time

from clickstream.local.emulator.alarms import evaluate_all, patch_alarms
from clickstream.local.emulator.delivery_metrics import Deliveries
from clickstream.local.emulator.event_metrics import patch_events
from clickstream.local.emulator.function_metrics import patch_functions
from clickstream.local.emulator.metric_data import patch_metric_data
from clickstream.local.emulator.metric_store import evict_old
from clickstream.local.emulator.ministack import replace
from clickstream.local.emulator.queue_metrics import QueueSampler, patch_queues

SAMPLE_SECONDS = 5
RETENTION_SECONDS = 15 * 86_400  # of data points of a minute, on AWS


class Observer:
    """Samples metrics and evaluates alarms: on request, and on a thread."""

    def __init__(self, deliveries: Deliveries) -> None:
        """Observe the queues, and the deliveries that wait for another attempt."""
        self._deliveries = deliveries
        self._queues = QueueSampler()
        self._lock = threading.Lock()

    def refresh(self) -> None:
        """Bring metrics and alarms up to date."""
        with self._lock:
            self._queues.sample()
            evaluate_all()

    def run(self) -> None:
        """Observe until the process ends."""
        while True:
            time.sleep(SAMPLE_SECONDS)
            try:
                self._deliveries.retry()
                self.refresh()
                evict_old(time.time() - RETENTION_SECONDS)
            except Exception:  # the next round has to come all the same
                logging.getLogger("metrics").exception("metrics were not sampled")


def patch_metrics() -> None:
    """Replace functions of MiniStack's services, and start the observation."""
    deliveries = Deliveries()
    deliveries.patch()
    patch_queues()
    patch_functions()
    patch_events()
    observer = Observer(deliveries)
    patch_alarms(observer.refresh)
    patch_metric_data(observer.refresh)
    replace("cloudwatch", "_evict_old_metrics", lambda: None)  # by the observer instead
    threading.Thread(target=observer.run, daemon=True, name="metrics").start()
