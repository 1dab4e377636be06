"""Generator of `decisions/index.md`: number, title, status and date of every decision."""

import re

from tools.reference.text import DOCS, page, prose, table

PAGE = re.compile(
    r"# (?P<title>.+)\n\nStatus: (?P<status>[^\n·]+) · (?P<date>\d{4}-\d{2}-\d{2})\n\n"
)
INTRODUCTION = """
Each page has one decision and its reasons, and names settings, components and files as they are
named today. A new decision gets the next number. If it replaces an earlier decision, the earlier
page gets the status `superseded by` with a link; if it changes a part of it, `amended by`.
"""


def generate() -> str:
    """Return the page.

    Raises:
        ValueError: If a decision page does not begin with a title and a line
            `Status: <status> · <date>`.
    """
    rows: list[tuple[str, ...]] = []
    for path in sorted((DOCS / "decisions").glob("[0-9]*.md")):
        head = PAGE.match(path.read_text(encoding="utf-8"))
        if not head:
            msg = f"{path}: begin the page with `# <title>`, a blank line, `Status: accepted · <date, ISO 8601>` and a blank line"
            raise ValueError(msg)
        rows.append(
            (path.name[:4], f"[{head['title']}]({path.name})", head["status"], head["date"])
        )
    return page(
        "Decisions", prose(INTRODUCTION), table(("number", "decision", "status", "date"), rows)
    )
