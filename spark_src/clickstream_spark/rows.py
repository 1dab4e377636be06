"""What passes between the steps: the names of their columns, and an object's header and report."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

HEADER, EVENT, BROKEN = 0, 1, 2
"""The kinds of rows: one that says what an object came to, one per event, one per piece that is no event."""

# No column of a contract can have a colon in its name.
OBJECT, KIND, SEQUENCE, POSITION, TEXT, REASON, DETAIL, LATEST, DAY = (
    f":{name}"
    for name in (
        "object",
        "kind",
        "sequence",
        "position",
        "text",
        "reason",
        "detail",
        "latest",
        "day",
    )
)
EXTRA = "extra"  # reserved in contracts


def text_of(column: str) -> str:
    """Return the name of the column that holds an input column's texts."""
    return f":text:{column}"


@dataclass(frozen=True)
class Header:
    """What is known of an object beside its lines."""

    source: str
    """s3://bucket/key"""
    stem: str = ""
    """The files' name, without suffix."""
    arrived: str = ""
    """The UTC date of its arrival, in ISO 8601."""
    lines: int = 0
    problem: str | None = None
    """Why it could not be read."""
    gone: bool = False
    """Whether it does not exist any more."""

    def to_json(self) -> str:
        """Return the header as a row's text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Header:
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Report:
    """The account of one object."""

    number: int
    """The object's, in its round."""
    source: str
    lines: int = 0
    rows: int = 0
    quarantined: dict[str, int] = field(default_factory=dict[str, int])
    """Lines by reason."""
    files: list[str] = field(default_factory=list[str])
    """The keys written."""
    problem: str | None = None
    """Why the object was not converted."""
    gone: bool = False
    """Whether it does not exist any more."""

    def to_json(self) -> str:
        """Return the report as a row's text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Report:
        """Read what `to_json` wrote."""
        return cls(**json.loads(text))
