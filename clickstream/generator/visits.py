"""Visits: the pages that a visitor sees, and the products that are viewed, added and bought."""

from __future__ import annotations

import json
import math
from bisect import bisect
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from clickstream.generator.catalogue import (
    CATEGORIES,
    CURRENCY,
    POPULARITY,
    PRODUCTS,
    RELATED,
    SEARCH_WORDS,
    SHOP,
    quantity,
)
from clickstream.generator.visitors import json_text, json_texts

if TYPE_CHECKING:
    from random import Random

    from clickstream.generator.visitors import Source, Values

BOUNCE_SHARE = 0.3  # visits of one event
LEAVE_SHARE = 0.13  # after each further event
ADD_SHARE = 0.09  # product views after which the product is added to the cart
CHECKOUT_SHARE = 0.33  # of the additions, and of the visits that would end with a full cart
PURCHASE_SHARE = 0.57  # checkouts that end in a purchase
ACCOUNT_FACTOR = 1.3  # signed-in visitors add more often to the cart
GUEST_FACTOR = 0.75
USUAL_SEARCH_SHARE = 0.7  # searches for the name alone
PAUSE_SECONDS = 38.0  # mean time on a page beyond the shortest
SHORTEST_PAUSE_SECONDS = 2.0
PAUSES = tuple(
    int(1000 * (SHORTEST_PAUSE_SECONDS - math.log(1 - (part + 0.5) / 5000) * PAUSE_SECONDS))
    for part in range(5000)
)
"""Quantiles of the exponential distribution of the times on a page, in milliseconds."""
LANDINGS = (0.42, 0.6, 0.92)  # cumulative shares of home, category and product; the rest searches
STEPS = (0.2, 0.4)  # cumulative shares of searches and categories; the rest views products
BOT_PAGES = (20, 120)  # fewest and most events of a bot's visit
BOT_PAUSES_MS = 700  # mean


class EventType(StrEnum):
    """Type of an event of the story."""

    PAGE_VIEW = "page_view"
    PRODUCT_VIEW = "product_view"
    SEARCH = "search"
    ADD_TO_CART = "add_to_cart"
    PURCHASE = "purchase"


@dataclass(frozen=True, eq=False, slots=True)
class Action:
    """Action of a visitor: the values that do not depend on who does it. Equal only to itself."""

    event_type: EventType
    values: Values


Step = tuple[int, Action]
"""Milliseconds since the visit began, and the action. A plain tuple, since millions are made."""


def action(event_type: EventType, path: str, title: str, **values: object) -> Action:
    """Return an action on a page of the shop."""
    texts = json_texts(
        event_type=event_type,
        page_url=f"{SHOP}{path}",
        page_path=path.partition("?")[0],
        page_title=title,
        **values,
    )
    return Action(event_type, texts)


HOME = action(EventType.PAGE_VIEW, "/", "Home")
CHECKOUT = action(EventType.PAGE_VIEW, "/checkout", "Checkout")
CATEGORY_PAGES = [
    action(EventType.PAGE_VIEW, f"/c/{category}", category.capitalize()) for category in CATEGORIES
]


@cache
def product_action(event_type: EventType, number: int, pieces: int | None = None) -> Action:
    """Return an action with a product, by its position in the catalogue."""
    product = PRODUCTS[number]
    bought = event_type is EventType.PURCHASE
    value = round(product.price * (pieces or 1), 2)
    return action(
        event_type,
        "/checkout/done" if bought else product.path,
        "Thank you" if bought else product.name,
        product_id=product.product_id,
        product_name=product.name,
        product_category=product.category,
        product_price=product.price,
        quantity=pieces,
        value=value,
        revenue=value if bought else None,
        currency=CURRENCY,
    )


VIEWS = [product_action(EventType.PRODUCT_VIEW, number) for number in range(len(PRODUCTS))]
"""Views of the products, by position in the catalogue: most of all actions."""


@cache
def search_action(number: int, form: str) -> Action:
    """Return the search for a product."""
    text = form.format(PRODUCTS[number].name.lower())
    return action(EventType.SEARCH, f"/search?q={quote(text)}", "Search", search_query=text)


@cache
def landing(first: Action, source: Source) -> Action:
    """Return the first action of a visit, with the referrer and the campaign of its source."""
    values = first.values | source.campaign
    if source.referrer:
        values["referrer"] = source.referrer
    if source.query:
        url = str(json.loads(values["page_url"]))
        values["page_url"] = json_text(f"{url}{'&' if '?' in url else '?'}{source.query}")
    return Action(first.event_type, values)


class Visits:
    """Visits with random steps."""

    def __init__(self, rng: Random) -> None:
        """Use a random generator."""
        self._rng = rng

    def visit(self, source: Source, *, account: bool) -> list[Step]:
        """Return the steps of a visit.

        Args:
            source: Source of the visit.
            account: Whether the visitor is signed in.
        """
        random = self._rng.random
        adds = ADD_SHARE * source.conversion * (ACCOUNT_FACTOR if account else GUEST_FACTOR)
        first, product = self._landing()
        steps: list[Step] = [(0, landing(first, source))]
        if random() < BOUNCE_SHARE:
            return steps
        offset, cart = 0, dict[int, int]()
        while True:
            if product is not None and product not in cart and random() < adds:
                pieces = quantity(PRODUCTS[product].price, random())
                cart[product] = pieces
                offset += self._pause()
                steps.append((offset, product_action(EventType.ADD_TO_CART, product, pieces)))
                if random() < CHECKOUT_SHARE:
                    break
            elif random() < LEAVE_SHARE:
                if cart and random() < CHECKOUT_SHARE:
                    break
                return steps
            offset += self._pause()
            following, product = self._step(product, steps[-1][1])
            steps.append((offset, following))
        self._check_out(steps, offset, cart)
        return steps

    def bot_visit(self) -> list[Step]:
        """Return the steps of a bot's visit: many product pages, at high rate."""
        fewest, most = BOT_PAGES
        offset, steps = 0, list[Step]()
        for _ in range(fewest + int(self._rng.random() * (most - fewest))):
            number = int(self._rng.random() * len(PRODUCTS))
            steps.append((offset, VIEWS[number]))
            offset += int(BOT_PAUSES_MS * (0.5 + self._rng.random()))
        return steps

    def _pause(self) -> int:
        """Return the milliseconds on a page."""
        return PAUSES[int(self._rng.random() * len(PAUSES))]

    def _popular(self) -> int:
        return bisect(POPULARITY, self._rng.random() * POPULARITY[-1])

    def _landing(self) -> tuple[Action, int | None]:
        """Return the first action of a visit, and its product if any."""
        kind = bisect(LANDINGS, self._rng.random())
        if kind == 0:
            return HOME, None
        number = self._popular()
        if kind == 1:
            return CATEGORY_PAGES[CATEGORIES.index(PRODUCTS[number].category)], None
        if kind == 2:  # noqa: PLR2004 - the third of LANDINGS
            return VIEWS[number], number
        return self._search(number), None

    def _search(self, number: int) -> Action:
        random = self._rng.random
        forms = SEARCH_WORDS[random() >= USUAL_SEARCH_SHARE]
        return search_action(number, forms[int(random() * len(forms))])

    def _step(self, product: int | None, last: Action) -> tuple[Action, int | None]:
        """Return the next action of a visit that browses on, and its product if any.

        Args:
            product: Product of the last action, if any.
            last: Last action.
        """
        random = self._rng.random
        kind = bisect(STEPS, random())
        # A search or a category leads to a product, and not to the next of its kind.
        if kind == 0 and last.event_type is not EventType.SEARCH:
            return self._search(self._popular()), None
        if kind == 1 and last not in CATEGORY_PAGES:
            return CATEGORY_PAGES[int(random() * len(CATEGORY_PAGES))], None
        if product is None:
            number = self._popular()
        else:
            related = RELATED[product]
            number = related[int(random() * len(related))]
        return VIEWS[number], number

    def _check_out(self, steps: list[Step], offset: int, cart: dict[int, int]) -> None:
        """Add the checkout, and the purchase of each product in the cart."""
        offset += self._pause()
        steps.append((offset, CHECKOUT))
        if self._rng.random() < PURCHASE_SHARE:
            offset += self._pause()
            for line, (product, pieces) in enumerate(cart.items()):
                bought = product_action(EventType.PURCHASE, product, pieces)
                steps.append((offset + line, bought))
