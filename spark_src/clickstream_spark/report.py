"""Results per raw object: the summary of its reading, and the report of its conversion."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class ReadSummary:
    """Result of reading one raw object, which the writer needs beside the rows."""

    source: str
    """s3://bucket/key"""
    stem: str = ""
    """Name of the output files, without suffix."""
    arrival_date: str = ""
    """UTC arrival date in ISO 8601."""
    lines: int = 0
    """Records read."""
    problem: str | None = None
    """Error that made the object unreadable."""
    gone: bool = False
    """Whether the object does not exist any more."""

    def to_json(self) -> str:
        """Return the summary as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> ReadSummary:
        """Return the summary that `to_json` wrote."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Report:
    """Result of the conversion of one raw object."""

    number: int
    """Number of the object in its round."""
    source: str
    """s3://bucket/key"""
    lines: int = 0
    """Records read: rows and quarantined records."""
    rows: int = 0
    quarantined: dict[str, int] = field(default_factory=dict[str, int])
    """Quarantined records by reason."""
    files: list[str] = field(default_factory=list[str])
    """Keys of the files in the lake."""
    first_dates: list[str] | None = None
    """The first `MAX_DATES` event dates in order of appearance, of an object with more dates.

    Nothing was written: the object is to be converted with these dates alone.
    """
    problem: str | None = None
    """Error that kept the object from being converted."""
    gone: bool = False
    """Whether the object does not exist any more."""

    def to_json(self) -> str:
        """Return the report as JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Report:
        """Return the report that `to_json` wrote."""
        return cls(**json.loads(text))
