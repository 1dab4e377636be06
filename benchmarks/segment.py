"""Nested events in the shape of Segment's track calls, for the contract `segment.odcs.yaml`."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from benchmarks.events import SEED, arrival_time, line

if TYPE_CHECKING:
    from collections.abc import Iterator

EVENT_NAMES = (
    *(["Page Viewed"] * 4),
    *(["Product Viewed"] * 3),
    "Products Searched",
    "Product Added",
    "Order Completed",
)
PAGES = ("/", "/search", "/p/kettle", "/p/tent", "/cart", "/checkout")
REFERRERS = ("https://search.example/", "https://news.example/today", "https://social.example/feed")
CAMPAIGNS = (
    {"name": "autumn", "source": "newsletter", "medium": "email"},
    {"name": "brand", "source": "search", "medium": "cpc", "term": "kettle"},
    {"name": "retarget", "source": "social", "medium": "paid", "content": "b"},
)
DEVICES = (
    (
        {"type": "desktop", "id": "d-linux"},
        {"name": "Linux", "version": "6.12"},
        "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    ),
    (
        {"type": "desktop", "id": "d-mac", "manufacturer": "Apple"},
        {"name": "macOS", "version": "15.1"},
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 15_1) AppleWebKit/605.1.15 Safari/605.1.15",
    ),
    (
        {"type": "mobile", "id": "d-pixel", "manufacturer": "Google", "model": "Pixel 9"},
        {"name": "Android", "version": "16"},
        "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 Chrome/142.0.0.0 Mobile",
    ),
)
LOCALES = ("de-DE", "en-GB", "en-US", "fr-FR", "ja-JP")
PRODUCTS = (
    ("kettle", "Kettle, 1.7 l", 49.9),
    ("tent", "Tent für zwei", 189.0),
    ("mug", "Mug", 8.5),
)
VISITORS = 40_000
BASKET = 3  # most products of an order


def segment_events(events: int) -> Iterator[str]:
    """Yield track calls, one per line, nearly in the order of their times."""
    rng = random.Random(f"segment {SEED}")  # noqa: S311 - has to be repeatable, not secret
    for number in range(events):
        moment = arrival_time(rng, number, events)
        visitor = rng.randrange(VISITORS)
        name = rng.choice(EVENT_NAMES)
        yield line(
            {
                "messageId": str(UUID(int=rng.getrandbits(128))),
                "type": "track",
                "event": name,
                "timestamp": moment,
                "anonymousId": str(UUID(int=random.Random(visitor).getrandbits(128))),  # noqa: S311 - has to be repeatable, not secret
                "userId": f"u-{visitor:05}" if visitor % 3 else None,
                "context": _context(rng, visitor),
                "properties": _properties(rng, name),
            }
        )


def _context(rng: random.Random, visitor: int) -> dict[str, Any]:
    path = rng.choice(PAGES)
    device, system, user_agent = DEVICES[visitor % len(DEVICES)]
    context: dict[str, Any] = {
        "page": {
            "url": f"https://shop.example{path}",
            "path": path,
            "title": f"Shop: {path}",
            "referrer": rng.choice(REFERRERS),
            "search": "",
        },
        "library": {"name": "analytics.js", "version": "2.11.1"},
        "device": device,
        "os": system,
        "locale": LOCALES[visitor % len(LOCALES)],
        "userAgent": user_agent,
        "ip": f"198.51.{rng.randrange(256)}.{rng.randrange(256)}",
        "traits": {"plan": "free", "logins": visitor % 50},
    }
    if visitor % 2:
        context["campaign"] = rng.choice(CAMPAIGNS)
    return context


def _properties(rng: random.Random, name: str) -> dict[str, Any]:
    basket = [_product(rng) for _ in range(rng.randint(1, BASKET))]
    first = basket[0]
    total = round(sum(product["price"] * product["quantity"] for product in basket), 2)
    return {
        **first,
        "revenue": total,
        "currency": "EUR",
        **(
            {"order_id": f"{rng.getrandbits(48):012x}", "products": basket}
            if "Order" in name
            else {}
        ),
    }


def _product(rng: random.Random) -> dict[str, Any]:
    product_id, name, price = rng.choice(PRODUCTS)
    return {
        "product_id": product_id,
        "sku": f"{product_id[:3].upper()}-{rng.randrange(10_000):04}",
        "name": name,
        "category": "home",
        "price": price,
        "quantity": rng.randint(1, 4),
    }
