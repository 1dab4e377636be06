"""Rankings: products, pages, sources, devices and countries by a number."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from clickstream.report import specs, texts
from clickstream.report.model import Answers, Chart, Figure, Table

MOST_BARS = 10


@dataclass(frozen=True)
class Ranking:
    """Ranking of the rows of a query."""

    id: str
    title: str
    query: str
    name: str
    """Column of the names."""
    value: str
    """Column of the numbers; the rows are in descending order of it."""
    columns: tuple[str, ...]
    """Further columns of the table."""
    instead: str | None = None
    """Column that replaces a name that is null."""

    def figure(self, answers: Answers) -> Figure | None:
        """Return a bar for each of the first rows."""
        rows = sorted(answers.rows[self.query], key=lambda row: -(row[self.value] or 0))
        if not rows:
            return None
        noun = self.value.replace("_", " ")
        names = [str(row[self.name] or row.get(self.instead or "") or "unknown") for row in rows]
        values = [
            {"name": name, "value": row[self.value] or 0, "text": texts.cell(row[self.value])}
            for name, row in zip(_distinct(paths(names)), rows, strict=True)
        ][:MOST_BARS]
        text = f"{names[0]} has the most {noun}: {values[0]['text']}."
        label = f"Bar chart of {noun}: {self.title.lower()}. {text}"
        header = (self.name, self.value, *self.columns)
        table = Table(
            tuple(column.replace("_", " ").capitalize() for column in header),
            [
                (name, *(texts.cell(row[column]) for column in header[1:]))
                for name, row in zip(names, rows, strict=True)
            ],
        )
        spec = specs.bars(values, label, title=noun.capitalize())
        return Figure(text, Chart(spec, label), table)


def paths(names: list[str]) -> list[str]:
    """Return the paths of addresses of one site; other names as they are."""
    try:
        parts = [urlsplit(name) for name in names]
    except ValueError:  # such as http://[
        return names
    sites = {(part.scheme, part.netloc) for part in parts}
    if len(sites) > 1 or not parts[0].netloc:
        return names
    return [part.path or "/" for part in parts]


def _distinct(names: list[str]) -> list[str]:
    """Number equal names, which would be one bar."""
    seen: dict[str, int] = {}
    distinct: list[str] = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return distinct


RANKINGS = (
    Ranking(
        "products",
        "Top products",
        "top_products_by_revenue",
        "product_name",
        "revenue",
        ("product_id", "purchases", "pieces"),
        instead="product_id",
    ),
    Ranking("pages", "Top pages", "top_pages", "page", "views", ("visitors",)),
    Ranking("sources", "Sources of visitors", "sources", "source", "visitors", ()),
    Ranking(
        "devices",
        "Devices",
        "engagement_by_device",
        "device_type",
        "sessions",
        ("events", "purchases", "revenue"),
    ),
    Ranking("countries", "Countries", "countries", "country", "visitors", ("events", "purchases")),
)
