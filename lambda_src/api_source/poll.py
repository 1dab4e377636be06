"""One run: the API's pages, from the first to the last, onto the stream."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from api_source.paging import pages
from api_source.state import validators

if TYPE_CHECKING:
    from api_source.fetch import Client
    from api_source.send import Sink
    from api_source.settings import Api
    from api_source.state import State


@dataclass
class Account:
    """What a run has done, up to now: it is kept as the run goes, so that a failure has its account too."""

    pages: int = 0
    items: int = 0
    """Fetched."""
    oversize: int = 0
    """Of them, put into the raw zone as objects, being too large for a record."""
    retries: int = 0
    """Requests that were made again."""
    not_modified: bool = False
    """Whether the API said that there is nothing new."""
    cut: bool = False
    """Whether there were more pages than a run may fetch."""


def poll(api: Api, client: Client, sink: Sink, state: State, account: Account) -> None:
    """Fetch all pages and put their items; remember the answer's validators when all are accepted.

    Raises:
        ApiError: If the run cannot go on. What was put before stays, and comes again with the next
            run: delivery is at least once.
    """
    # Of a `Link` header validators say nothing, and so not that there is still no second page.
    conditional = api.method == "GET" and api.paging != "link"
    conditions = state.conditions(api.digest) if conditional else {}
    unchanged: dict[str, str] = {}
    for page in pages(api, client, conditions):
        if page.answer.not_modified:
            account.not_modified = True
            return
        account.pages += 1
        account.items += len(page.items)
        sink.put(page.items, datetime.now(UTC))
        account.cut = page.next_url is not None
        # Only of a single page do they say that all there is is unchanged.
        unchanged = (
            validators(page.answer.headers) if account.pages == 1 and not account.cut else {}
        )
    if conditional and unchanged != conditions:
        state.remember(api.digest, unchanged)
