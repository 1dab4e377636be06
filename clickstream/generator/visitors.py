"""Visitors of the shop: devices, places and sources, and who comes again."""

from __future__ import annotations

import json
from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

Values = dict[str, str]
"""JSON texts of story values, by name. A value that is absent has no entry."""

RETURNING_SHARE = 0.42  # of the visits
SHORTEST_ABSENCE_MS = 3_600_000  # after the first visit, so that it has ended
REMEMBERED = 50_000  # visitors who may return: memory stays constant
ACCOUNT_SHARE = 0.5  # of the new visitors
NUMBER_BITS = 104
HALF = (1 << 64) - 1  # the lower 64 bits
IPV6_BIT = 1 << 20  # of a visitor's number: half of the visitors have an IPv6 address
IPV4_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")

WINDOWS, MAC = "Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7"
CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 {}Safari/537.36"
SAFARI = "Mozilla/5.0 ({}) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{} Safari/{}"
IPHONE, IPAD = "iPhone; CPU iPhone OS 18_1 like Mac OS X", "iPad; CPU OS 18_1 like Mac OS X"
FIREFOX = "Mozilla/5.0 ({0}; rv:145.0) Gecko/{1} Firefox/145.0"
DEVICES = (
    # weight, type, browser, operating system, User-Agent header
    (24, "mobile", "Chrome", "Android", CHROME.format("Linux; Android 16; Pixel 9", "Mobile ")),
    (23, "mobile", "Safari", "iOS", SAFARI.format(IPHONE, "18.1 Mobile/15E148", "604.1")),
    (19, "desktop", "Chrome", "Windows", CHROME.format(WINDOWS, "")),
    (6, "desktop", "Edge", "Windows", CHROME.format(WINDOWS, "") + " Edg/142.0.0.0"),
    (6, "desktop", "Safari", "macOS", SAFARI.format(MAC, "18.1", "605.1.15")),
    (5, "desktop", "Chrome", "macOS", CHROME.format(MAC, "")),
    (4, "desktop", "Firefox", "Windows", FIREFOX.format(WINDOWS, "20100101")),
    (2, "desktop", "Firefox", "Linux", FIREFOX.format("X11; Linux x86_64", "20100101")),
    (4, "mobile", "Samsung Internet", "Android", CHROME.format("Linux; Android 15; SM-S931B", "Mobile ").replace("Chrome/142.0.0.0", "SamsungBrowser/28.0 Chrome/130.0.0.0")),
    (1, "mobile", "Firefox", "Android", FIREFOX.format("Android 16; Mobile", "145.0")),
    (4, "tablet", "Safari", "iPadOS", SAFARI.format(IPAD, "18.1 Mobile/15E148", "604.1")),
    (2, "tablet", "Chrome", "Android", CHROME.format("Linux; Android 15; SM-X710", "")),
)  # fmt: skip
BOTS = (
    "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example/about)",
    "price-crawler/1.4 (+https://prices.example/crawler)",
    "python-requests/2.32.5",
)
PLACES = (
    # weight, country, its name, continent, region, city, language
    (70, "DE", "Germany", "Europe", "Berlin", "Berlin", "de-DE"),
    (45, "DE", "Germany", "Europe", "Hamburg", "Hamburg", "de-DE"),
    (40, "DE", "Germany", "Europe", "Bavaria", "München", "de-DE"),
    (35, "DE", "Germany", "Europe", "North Rhine-Westphalia", "Köln", "de-DE"),
    (20, "DE", "Germany", "Europe", "Saxony", "Leipzig", "de-DE"),
    (22, "AT", "Austria", "Europe", "Vienna", "Wien", "de-AT"),
    (20, "CH", "Switzerland", "Europe", "Zurich", "Zürich", "de-CH"),
    (40, "GB", "United Kingdom", "Europe", "England", "London", "en-GB"),
    (12, "GB", "United Kingdom", "Europe", "England", "Leeds", "en-GB"),
    (30, "FR", "France", "Europe", "Île-de-France", "Paris", "fr-FR"),
    (12, "FR", "France", "Europe", "Auvergne-Rhône-Alpes", "Lyon", "fr-FR"),
    (22, "NL", "Netherlands", "Europe", "North Holland", "Amsterdam", "nl-NL"),
    (16, "PL", "Poland", "Europe", "Mazovia", "Warszawa", "pl-PL"),
    (14, "ES", "Spain", "Europe", "Madrid", "Madrid", "es-ES"),
    (24, "US", "United States", "Americas", "New York", "New York", "en-US"),
    (14, "US", "United States", "Americas", "Massachusetts", "Boston", "en-US"),
    (14, "US", "United States", "Americas", "California", "San Francisco", "en-US"),
    (10, "BR", "Brazil", "Americas", "São Paulo", "São Paulo", "pt-BR"),
    (14, "IN", "India", "Asia", "Maharashtra", "Pune", "en-IN"),
    (12, "JP", "Japan", "Asia", "Tokyo", "東京", "ja-JP"),
)
CAMPAIGNS = (
    "winter-sale", "winter-sale", "spring-sale", "spring-sale", "spring-sale", "summer-days",
    "summer-days", "back-to-school", "back-to-school", "autumn-offers", "black-week", "gifts",
)  # fmt: skip
"""Campaign of each month, from January."""
SEARCH_ENGINE, SOCIAL = "https://search.example/", "https://social.example/feed"
SOURCES = (
    # weight, referrer, source, medium, share of the usual conversion
    (27, None, None, None, 1.25),
    (31, SEARCH_ENGINE, "search", "organic", 1.0),
    (14, SEARCH_ENGINE, "search", "cpc", 1.15),
    (9, None, "newsletter", "email", 1.6),
    (8, SOCIAL, "social", "social", 0.45),
    (5, SOCIAL, "social", "paid-social", 0.6),
    (4, "https://news.example/today", "news.example", "referral", 0.7),
    (2, "https://partner.example/tests", "partner", "affiliate", 1.3),
)
TAGGED = {"cpc", "email", "paid-social", "affiliate"}
"""Media whose links carry the campaign in the URL, as utm parameters."""


def json_text(value: object) -> str:
    """Return a value as JSON text."""
    return json.dumps(value, ensure_ascii=False)


def json_texts(**values: object) -> Values:
    """Return the JSON texts of the values that are not None."""
    return {name: json_text(value) for name, value in values.items() if value is not None}


@dataclass(frozen=True, eq=False)
class Source:
    """Source of a visit. Equal only to itself."""

    referrer: str | None
    """JSON text of the URL of the page that linked to the shop."""
    query: str
    """Parameters that the link adds to the URL of the landing page; empty if none."""
    campaign: Values
    """Values of the landing event of a tagged link."""
    first_touch: Values
    """Values of all later events of a visitor who came from the source first."""
    conversion: float
    """Share of the usual conversion."""


class Visitor(NamedTuple):
    """Visitor, who keeps device, place and account."""

    device: Values
    place: Values
    first_touch: Values
    first_visit: int
    """Epoch milliseconds."""
    number: int
    """Random number, of which ids and addresses are made."""
    account: bool
    """Whether the visitor is signed in."""

    def values(self) -> Values:
        """Return the values of all events of the visitor."""
        number = self.number
        values = {
            **self.device,
            **self.place,
            **self.first_touch,
            "visitor_id": f'"v-{number & HALF:016x}"',
            "ip_address": f'"{_address(number)}"',
            "first_visit_micros": str(self.first_visit * 1000),
        }
        if self.account:
            name = f"{number >> NUMBER_BITS - 40:010x}"
            values["user_id"] = f'"u-{name}"'
            values["email"] = f'"{name}@example.com"'
        return values


def _source(month: int, entry: tuple[int, Any, Any, Any, float]) -> Source:
    _, referrer, source, medium, conversion = entry
    campaign = CAMPAIGNS[month - 1] if medium in TAGGED else None
    query = f"utm_source={source}&utm_medium={medium}&utm_campaign={campaign}" if campaign else ""
    tags = json_texts(campaign_name=campaign, campaign_source=source, campaign_medium=medium)
    return Source(
        json_text(referrer) if referrer else None,
        query,
        tags if campaign else {},
        json_texts(
            first_source=source or "(direct)",
            first_medium=medium or "(none)",
            first_campaign=campaign or f"({medium or 'direct'})",
        ),
        conversion,
    )


def _cumulative(entries: Iterable[tuple[Any, ...]]) -> list[float]:
    weights = list(accumulate(float(entry[0]) for entry in entries))
    return [weight / weights[-1] for weight in weights]


SOURCE_WEIGHTS, PLACE_WEIGHTS, DEVICE_WEIGHTS = map(_cumulative, (SOURCES, PLACES, DEVICES))
SOURCES_OF_MONTH = {month: [_source(month, entry) for entry in SOURCES] for month in range(1, 13)}
DEVICE_VALUES = [
    json_texts(device_type=device, browser=browser, operating_system=system, user_agent=agent)
    for _, device, browser, system, agent in DEVICES
]
PLACE_VALUES = [
    json_texts(
        country=code, country_name=name, continent=continent, region=region, city=city, language=tag
    )
    for _, code, name, continent, region, city, tag in PLACES
]
BOT_VALUES = [json_texts(device_type="desktop", browser="other", user_agent=bot) for bot in BOTS]


def pick_source(month: int, rng: Random) -> Source:
    """Return the source of a visit in a month, from 1."""
    return SOURCES_OF_MONTH[month][bisect(SOURCE_WEIGHTS, rng.random())]


class Visitors:
    """Visitors who come for the first time or again. The most recent ones return most often."""

    def __init__(self, rng: Random) -> None:
        """Begin without visitors.

        Args:
            rng: Random generator.
        """
        self._rng = rng
        self._remembered: list[Visitor] = []
        self._oldest = 0

    def next(self, source: Source, moment: int) -> Visitor:
        """Return the visitor of a visit.

        Args:
            source: Source of the visit.
            moment: Begin of the visit, in epoch milliseconds.
        """
        rng, known = self._rng, self._remembered
        if known and rng.random() < RETURNING_SHARE:
            back = int(len(known) * rng.random() ** 2)  # visitors since then
            visitor = known[(self._oldest - 1 - back) % len(known)]
            if moment - visitor.first_visit >= SHORTEST_ABSENCE_MS:
                return visitor
        visitor = self._new(source, moment)
        if len(known) < REMEMBERED:
            known.append(visitor)
        else:
            known[self._oldest] = visitor
            self._oldest = (self._oldest + 1) % REMEMBERED
        return visitor

    def bot(self, moment: int) -> Visitor:
        """Return a bot, as a visitor without an account."""
        agent = BOT_VALUES[int(self._rng.random() * len(BOT_VALUES))]
        return self._visitor(agent, {}, moment, account=False)

    def _new(self, source: Source, moment: int) -> Visitor:
        device = DEVICE_VALUES[bisect(DEVICE_WEIGHTS, self._rng.random())]
        account = self._rng.random() < ACCOUNT_SHARE
        return self._visitor(device, source.first_touch, moment, account=account)

    def _visitor(
        self, device: Values, first_touch: Values, moment: int, *, account: bool
    ) -> Visitor:
        place = PLACE_VALUES[bisect(PLACE_WEIGHTS, self._rng.random())]
        number = self._rng.getrandbits(NUMBER_BITS)
        return Visitor(device, place, first_touch, moment, number, account)


def _address(number: int) -> str:
    """Return an address of the ranges for documentation (RFC 5737 and RFC 3849)."""
    low = number & 0xFFFF
    if number & IPV6_BIT:
        return f"2001:db8:{number >> 32 & 0xFFFF:x}::{low:x}"
    return f"{IPV4_NETWORKS[low % len(IPV4_NETWORKS)]}.{1 + (low >> 8) % 254}"
