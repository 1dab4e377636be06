"""Events of one visit, for which each named query of the clickstream events has an answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

SHOP = "https://shop.example"
KETTLE = {"product_id": "p-1", "product_name": "Kettle", "product_category": "kitchen"}
TENT = {"product_id": "p-2", "product_name": "Tent", "product_category": "outdoor"}


def visit(begin: datetime, user: str) -> list[dict[str, Any]]:
    """Return the events of a visit of three pages, that buys two products. The last is sent twice.

    Args:
        begin: Time of the first event, in UTC.
        user: Id of the user, and beginning of the ids of the events.
    """
    steps: list[tuple[str, str, dict[str, str]]] = [
        ("page_view", "/?utm_source=newsletter", {}),
        ("product_view", "/p/kettle", KETTLE),
        ("add_to_cart", "/p/kettle", KETTLE),
        ("purchase", "/cart", KETTLE),
        ("purchase", "/cart", TENT),
    ]
    events: list[dict[str, Any]] = [
        {
            "event_id": f"{user}-{number}",
            "event_type": event_type,
            "event_time": f"{begin + timedelta(seconds=20 * number):%Y-%m-%dT%H:%M:%SZ}",
            "user_id": user,
            "session_id": f"{user}-s",
            "page_url": f"{SHOP}{page}",
            "product_price": 2.5,
            "quantity": 1,
            **product,
        }
        for number, (event_type, page, product) in enumerate(steps)
    ]
    return [*events, events[-1]]
