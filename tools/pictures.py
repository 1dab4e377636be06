"""`python -m tools.pictures`: write the pictures of the docs, with headless Chromium.

The pictures show the report of a temporary local stack with generated events.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from clickstream.cli import reconciliation, reporting
from clickstream.cli.athena import Lake
from clickstream.cli.reconciliation import EventCounts, QueueDepths
from clickstream.cli.target import PROJECT, target_of
from clickstream.delivery import sender
from clickstream.generator.generate import Generator
from clickstream.local.stack import ephemeral
from clickstream.report import page

if TYPE_CHECKING:
    from clickstream.cli.target import Target

PICTURES = PROJECT / "docs" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
EVENTS, SEED = 60_000, 7
DAYS = 2 * reporting.DAYS  # the range of the report, and the range before
LARGEST_BYTES = 300_000
DRAW_MILLISECONDS = 10_000  # of Chromium's virtual time
TIMEOUT_SECONDS = 120


@dataclass(frozen=True)
class Picture:
    """Screenshot of the report."""

    name: str
    theme: str
    width: int
    height: int


SCREENSHOTS = (
    Picture("report-light", "light", 1200, 1560),
    Picture("report-dark", "dark", 1200, 1560),
    Picture("report-phone", "light", 375, 1600),
)


def main() -> None:
    """Write the report of generated events, and a screenshot of it for each picture."""
    browser = find_browser()
    with tempfile.TemporaryDirectory() as directory, ephemeral(report=_say) as stack:
        file = Path(directory) / "report.html"
        file.write_text(report_of(target_of(stack)), encoding="utf-8")
        PICTURES.mkdir(exist_ok=True)
        for picture in SCREENSHOTS:
            _say(str(screenshot(browser, file, picture).relative_to(PROJECT)))


def find_browser() -> str:
    """Return the path of Chromium; without it, exit with the remedy."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    sys.exit(
        "NO PICTURE IS MADE: none of "
        f"{', '.join(BROWSERS)} is on the PATH. Install Chromium, such as `apt-get install chromium`."
    )


def report_of(target: Target) -> str:
    """Send generated events to a new stack, and return its report as HTML."""
    generated = Generator(target.contract_path, seed=SEED).period(
        EVENTS, until=datetime.now(UTC), days=DAYS
    )
    stream, counts = target.output("delivery_stream_name"), sender.Counts()
    packed = sender.pack(generated.lines)
    sender.send(target.client("firehose"), stream, packed, counts, report=_say)
    account, lake = generated.account, Lake(target)
    sent = EventCounts(account.rows, account.event_ids, account.quarantined)
    tables = target.output("table"), target.output("quarantine_table")
    sqs = target.client("sqs")

    def read() -> tuple[EventCounts, QueueDepths]:
        # Queues first: rows of a message that left its queue are then included in the counts.
        depths = reconciliation.queue_depths(sqs, target)
        return reconciliation.count_events(lake, *tables), depths

    reconciliation.wait(sent, read, report=lambda found: _say(f"{found.rows:,} rows"))
    answers = reporting.ask(lake, reporting.last_days(datetime.now(UTC).date()))
    return page.render(answers, "the shop")


def screenshot(browser: str, file: Path, picture: Picture) -> Path:
    """Write a picture, and return its path.

    Raises:
        ValueError: If the picture is too large for the docs.
    """
    path = PICTURES / f"{picture.name}.png"
    subprocess.run(  # noqa: S603 - arguments, no shell
        [
            browser,
            "--headless",
            "--no-sandbox",  # a container's root has no sandbox; the page is this project's
            "--disable-gpu",
            "--hide-scrollbars",
            f"--window-size={picture.width},{picture.height}",
            f"--virtual-time-budget={DRAW_MILLISECONDS}",
            f"--screenshot={path}",
            f"{file.as_uri()}?theme={picture.theme}",
        ],
        check=True,
        capture_output=True,
        timeout=TIMEOUT_SECONDS,
    )
    size = path.stat().st_size
    if size > LARGEST_BYTES:
        msg = f"{path} has {size:,} bytes; allowed: {LARGEST_BYTES:,}. Make the picture smaller."
        raise ValueError(msg)
    return path


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
