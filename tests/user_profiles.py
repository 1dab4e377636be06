"""Generator of `tests/events/user-profiles.json`: seeded polls of an API of people on two days.

`python tests/user_profiles.py` writes the file anew. Nobody in it exists, and no secret in it opens
anything.
"""

from __future__ import annotations

import hashlib
import json
import random
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLE = Path(__file__).parent / "events" / "user-profiles.json"
DAYS = (datetime(2025, 11, 25, 0, 0, 30, tzinfo=UTC), datetime(2025, 11, 26, 0, 0, 30, tzinfo=UTC))
PEOPLE, POLLS_A_DAY = 12, 18
SECRETS = ("password", "salt", "md5", "sha1", "sha256")
NAMES = [
    ("Ms", "Noémie", "Lambert"),
    ("Mr", "Jörg", "Weiß"),
    ("Mrs", "花子", "山田"),
    ("Mr", "Øyvind", "Ås"),
    ("Miss", "Zoë", "O'Brien"),
    ("Mr", "Иван", "Петров"),
]
PLACES = [
    ("Rue Abel", "Lyon", "Rhône", "France", 69001, "45.7640", "4.8357", "+1:00", "Brussels, Copenhagen, Madrid, Paris", "FR"),
    ("Lindenstraße", "Köln", "Nordrhein-Westfalen", "Germany", "50674", "50.9375", "6.9603", "+1:00", "Brussels, Copenhagen, Madrid, Paris", "DE"),
    ("桜通り", "名古屋", "愛知県", "Japan", "450-0002", "35.1815", "136.9066", "+9:00", "Tokyo, Seoul, Osaka, Sapporo, Yakutsk", "JP"),
    ('Rua "Nova" \\ 1', "São Paulo", "SP", "Brazil", 10100, "-23.5505", "-46.6333", "-3:00", "Brazil, Buenos Aires, Georgetown", "BR"),
]  # fmt: skip


def profiles() -> list[dict[str, Any]]:
    """Return the events: each poll returns one person, drawn with repetition."""
    rng = random.Random(20251126)  # noqa: S311 - sample data needs to be repeatable, not secret
    people = [_person(rng, number) for number in range(PEOPLE)]
    # a day's last one is 22 hours after its first
    polls = [first + timedelta(minutes=79 * poll) for first in DAYS for poll in range(POLLS_A_DAY)]
    events = [
        {**rng.choice(people), "location": _place(rng), "fetched_at": _iso(moment)}
        for moment in polls
    ]  # people move a lot
    return [*events, *_incomplete(rng, people[2], DAYS[1] + timedelta(hours=23))]


def login_of(profile: dict[str, Any]) -> dict[str, Any]:
    """Return the login of a record, or an empty one."""
    return profile.get("login") or {}


def secrets() -> set[str]:
    """Return all values of the sample that must not be stored."""
    found = {
        str(login[key]) for login in map(login_of, profiles()) for key in SECRETS if login.get(key)
    }
    return found | {profile["id"]["value"] for profile in profiles() if "id" in profile}


def _incomplete(
    rng: random.Random, person: dict[str, Any], fetched: datetime
) -> Iterator[dict[str, Any]]:
    """Yield people with missing or malformed fields, each with an id of their own."""
    odd: list[dict[str, Any]] = [
        {"name": None, "picture": {}},
        {"location": None, "dob": {"date": None, "age": None}},
        {
            "location": {**_place(rng), "street": "12, as older versions of the API had it"},
            "registered": "never",
        },
        {
            "location": {
                "coordinates": {"latitude": "north", "longitude": "4.8"},
                "postcode": "0123",
                "timezone": None,
            },
            "dob": {"date": "long ago", "age": "old"},
        },
    ]
    for number, part in enumerate(odd):
        yield {
            **person,
            "login": {**person["login"], "uuid": f"odd-{number}"},
            "fetched_at": _iso(fetched),
            **part,
        }
    yield {
        "login": {"uuid": "odd-4", "password": "the-only-secret", "salt": None},
        "fetched_at": _iso(fetched),
    }
    yield {**person, "login": None, "fetched_at": _iso(fetched)}


def _person(rng: random.Random, number: int) -> dict[str, Any]:
    title, first, last = NAMES[number % len(NAMES)]
    born = datetime(1950, 1, 1, tzinfo=UTC) + timedelta(
        milliseconds=rng.randrange(50 * 365 * 86_400_000)
    )
    since = datetime(2005, 1, 1, tzinfo=UTC) + timedelta(
        milliseconds=rng.randrange(20 * 365 * 86_400_000)
    )
    handle = f"{rng.choice(['happy', 'blue', 'calm'])}{rng.choice(['fox', 'bear', 'swan'])}{number}"
    return {
        "gender": rng.choice(["female", "male"]),
        "name": {"title": title, "first": first, "last": f"{last}-{number}"},
        "location": _place(rng),
        "email": f"{handle}@example.com",
        "login": _login(rng, handle),
        "dob": {"date": _iso(born), "age": (DAYS[0] - born).days // 365},
        "registered": {"date": _iso(since), "age": (DAYS[0] - since).days // 365},
        "phone": f"0221-{number:06d}",
        "cell": f"0170-{number:07d}",
        "id": {"name": "SVNR", "value": f"identity-{rng.getrandbits(48):012x}"},
        "picture": {
            size: f"https://api.example/portraits/{size}/{number}.jpg"
            for size in ("large", "medium", "thumbnail")
        },
        "nat": rng.choice(PLACES)[-1],
    }


def _place(rng: random.Random) -> dict[str, Any]:
    street, city, state, country, postcode, latitude, longitude, offset, zone, _ = rng.choice(
        PLACES
    )
    return {
        "street": {"number": rng.randrange(1, 9999), "name": street},
        "city": city,
        "state": state,
        "country": country,
        "postcode": postcode,
        "coordinates": {"latitude": latitude, "longitude": longitude},
        "timezone": {"offset": offset, "description": zone},
    }


def _login(rng: random.Random, handle: str) -> dict[str, str]:
    password, salt = f"pass-{rng.getrandbits(40):010x}", f"salt-{rng.getrandbits(40):010x}"
    digests = {
        name: hashlib.new(name, f"{password}{salt}".encode(), usedforsecurity=False).hexdigest()
        for name in ("md5", "sha1", "sha256")
    }
    return {
        "uuid": str(uuid.UUID(int=rng.getrandbits(128), version=4)),
        "username": handle,
        "password": password,
        "salt": salt,
        **digests,
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def lines() -> str:
    """Return the sample's text: one event per line."""
    return "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in profiles())


if __name__ == "__main__":
    SAMPLE.write_text(lines(), encoding="utf-8")
