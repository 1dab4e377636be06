"""One run: fetches all pages of the API and sends their items to the delivery stream."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from api_source.paging import pages
from api_source.state import conditional_headers

if TYPE_CHECKING:
    from api_source.fetch import Client
    from api_source.send import Sink
    from api_source.settings import ApiSettings
    from api_source.state import PollState


@dataclass
class RunCounts:
    """Counts of a run. They are updated during the run, so that a failed run has counts too."""

    pages: int = 0
    items: int = 0
    """Items that were fetched."""
    oversize: int = 0
    """Items above the size limit of a record, which are written to the raw zone as objects."""
    retries: int = 0
    """Retried requests."""
    not_modified: bool = False
    """Whether the API responded 304 (not modified)."""
    cut: bool = False
    """Whether the run ended at `max_pages`, and the API has more pages."""


def poll(api: ApiSettings, client: Client, sink: Sink, state: PollState, counts: RunCounts) -> None:
    """Fetch all pages and send their items, then save the validators of the response.

    Raises:
        ApiError: If the run fails. Items that were sent before stay in the stream, and the next run
            sends them again: delivery is at least once.
    """
    # With `Link` paging, an unchanged first page does not mean that there is no new second page.
    conditional = api.method == "GET" and api.paging != "link"
    conditions = state.load(api.digest) if conditional else {}
    next_conditions: dict[str, str] = {}
    for page in pages(api, client, conditions):
        if page.response.not_modified:
            counts.not_modified = True
            return
        counts.pages += 1
        counts.items += len(page.items)
        sink.put(page.items, datetime.now(UTC))
        counts.cut = page.next_url is not None
        # The validators of one page cover all items only if there is no other page.
        only_page = counts.pages == 1 and not counts.cut
        next_conditions = conditional_headers(page.response.headers) if only_page else {}
    if conditional and next_conditions != conditions:
        state.save(api.digest, next_conditions)
