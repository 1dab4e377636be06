"""Catalogue of the shop: products with their prices and popularity, and the words of searches."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

SHOP = "https://shop.example"
CURRENCY = "EUR"
CHEAP = 30.0  # below this price, visitors often buy several pieces


@dataclass(frozen=True)
class Product:
    """Product of the shop."""

    product_id: str
    name: str
    category: str
    price: float

    @property
    def path(self) -> str:
        """Path of the product's page."""
        return f"/p/{self.name.lower().replace(' ', '-')}"


PRODUCTS = tuple(
    Product(f"p-{number}", name, category, price)
    for number, (name, category, price) in enumerate(
        (
            ("Kettle", "kitchen", 39.9),
            ("Tent", "outdoor", 249.0),
            ("Lamp", "home", 24.5),
            ("Trail shoes", "shoes", 119.95),
            ("Notebook", "office", 6.25),
            ("Backpack", "outdoor", 89.0),
            ("Water bottle", "outdoor", 18.9),
            ("Running shoes", "shoes", 99.95),
            ("Mug", "kitchen", 9.5),
            ("Desk lamp", "office", 45.0),
            ("Sleeping bag", "outdoor", 139.0),
            ("Coffee grinder", "kitchen", 69.9),
            ("Blanket", "home", 49.0),
            ("Fountain pen", "office", 32.0),
            ("Headlamp", "outdoor", 34.95),
            ("Frying pan", "kitchen", 54.9),
            ("Sandals", "shoes", 59.95),
            ("Candle", "home", 12.0),
            ("Rain jacket", "clothing", 159.0),
            ("Wool socks", "clothing", 16.5),
            ("Paper, 500 sheets", "office", 7.9),
            ("Cushion", "home", 29.0),
            ("Camping stove", "outdoor", 64.5),
            ("Knife set", "kitchen", 129.0),
            ("T-shirt", "clothing", 24.95),
            ("Hiking boots", "shoes", 189.95),
            ("Wall clock", "home", 39.0),
            ("Office chair", "office", 329.0),
            ("Cap", "clothing", 19.95),
            ("Toaster", "kitchen", 44.9),
            ("Map case", "outdoor", 14.5),
            ("Slippers", "shoes", 34.95),
            ("Fleece jacket", "clothing", 89.95),
            ("Bookshelf", "home", 219.0),
            ("Thermos", "kitchen", 27.5),
            ("Trekking poles", "outdoor", 74.9),
        ),
        1,
    )
)
CATEGORIES = tuple(dict.fromkeys(product.category for product in PRODUCTS))
POPULARITY = tuple(accumulate(1 / (rank + 2) for rank in range(len(PRODUCTS))))
"""Cumulative weights of the products by Zipf's law: the first are viewed most."""
RELATED = tuple(
    tuple(number for number, other in enumerate(PRODUCTS) if other.category == product.category)
    for product in PRODUCTS
)
"""Positions of the products of the same category, itself included, for each product."""
SEARCH_WORDS = (("{}",), ("cheap {}", "{} sale", 'best "{}"', "{} gift", "{} 2 pieces"))
"""Forms of the text of a search for a product: the common one, and the others."""


def quantity(price: float, chance: float) -> int:
    """Return the number of pieces that a visitor adds to the cart.

    Args:
        price: Price of one piece.
        chance: Uniform random number from 0 to 1.
    """
    bounds = (0.55, 0.8, 0.9, 0.96) if price < CHEAP else (0.88, 0.97)
    return 1 + sum(chance >= bound for bound in bounds)
