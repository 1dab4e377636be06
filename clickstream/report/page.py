"""HTML page of the report: one file without external addresses."""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from clickstream.report import texts
from clickstream.report.model import Figure
from clickstream.report.sections import SECTIONS
from clickstream.report.sections.traffic import ended_hours, until

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clickstream.report.model import Answers, Chart, Section, Table

DIRECTORY = Path(__file__).parent
MARKUP = re.compile("<(?=!--|/?script)", re.IGNORECASE)
RELOAD = (
    '<label class="reload"><input type="checkbox" id="reload" checked> Reload every minute</label>'
)


def render(answers: Answers, title: str, *, reload: bool = False) -> str:
    """Return the report as HTML.

    Args:
        answers: Rows of the queries.
        title: Name of the lake, such as `the stack 'dev'`.
        reload: Whether the page reloads itself every minute.
    """
    sections = [each for each in SECTIONS if answers.period.days >= each.least_days]
    figures = [_figure(section, answers) for section in sections]
    specs = {
        section.id: figure.chart.spec
        for section, figure in zip(sections, figures, strict=True)
        if figure.chart
    }
    return _template("page.html").substitute(
        title=escape(f"Report of {title}"),
        period=escape(f"{answers.period} (UTC)"),
        made=f"{answers.now:%Y-%m-%d %H:%M} UTC",
        reload=RELOAD if reload else "",
        style=_read("page.css"),
        links="\n".join(
            f'<li><a href="#{each.id}">{escape(each.title)}</a></li>' for each in sections
        ),
        tiles="\n".join(_tile(*tile) for tile in tiles(answers)),
        sections="\n".join(map(_section, sections, figures)),
        library=library() if specs else "",
        specs=script_json(specs),
        script=_read("page.js"),
    )


def tiles(answers: Answers) -> list[tuple[str, str, str]]:
    """Return name, value and remark of the numbers at the top."""
    found: list[tuple[str, str, str]] = []
    rows = answers.rows
    if "traffic" in rows:
        ended = ended_hours(rows["traffic"], answers.now)
        found_before = answers.previous.get("traffic", ())
        earlier = ended_hours(found_before, answers.now - answers.period.length)
        partial = until(answers.period, answers.now)
        for name in ("events", "purchases"):
            now, before = (sum(row[name] for row in each) for each in (ended, earlier))
            change = f"{texts.change(now, before)} to the period before"
            remark = f"{change}, {partial}" if partial else change
            total = sum(row[name] for row in rows["traffic"])
            found.append((name.capitalize(), texts.number(total), remark if before else ""))
    if rows.get("sessions"):
        found.append(
            ("Sessions", texts.number(sum(row["sessions"] for row in rows["sessions"])), "")
        )
    if rows.get("funnel"):
        share = rows["funnel"][-1]["share_of_sessions"]
        found.append(("Conversion", texts.share(share), "sessions with a purchase"))
    if "quarantine_reasons" in rows:
        lines = sum(row["records"] for row in rows["quarantine_reasons"])
        found.append(("Quarantined", texts.number(lines), "lines"))
    return found


def script_json(value: object) -> str:
    """Return JSON that a script element can contain, whatever texts it has."""
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def library() -> str:
    """Return the script of Vega-Lite, Vega and Vega-Embed."""
    import vl_convert  # noqa: PLC0415 - 90 MB, which other commands do not need

    return inline_script(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))


def inline_script(script: str) -> str:
    """Return a script that a script element can contain, if it has markup in literals alone.

    `</script` ends the element; after `<!--` and `<script`, the next `</script` does not end it.
    """
    return MARKUP.sub(r"\\x3C", script)


def _figure(section: Section, answers: Answers) -> Figure:
    missing = [name for name in section.queries if name not in answers.rows]
    if missing:
        return Figure(f"This stack has no query {' and '.join(missing)}.")
    return section.figure(answers) or Figure(
        f"There are no events {texts.range_of(answers.period)}."
    )


def _tile(name: str, value: str, remark: str) -> str:
    note = f"<dd class='remark'>{escape(remark)}</dd>" if remark else ""
    return f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd>{note}</div>"


def _section(section: Section, figure: Figure) -> str:
    chart = _chart(section, figure.chart) if figure.chart else ""
    table = _table(section, figure.table) if figure.table else ""
    return (
        f'<section id="{section.id}" aria-labelledby="{section.id}-title">\n'
        f'<h2 id="{section.id}-title">{escape(section.title)}</h2>\n'
        f"<p>{escape(figure.text)}</p>\n{chart}{table}</section>"
    )


def _chart(section: Section, chart: Chart) -> str:
    return (
        f'<div class="chart" id="{section.id}-chart" role="img" '
        f'aria-label="{escape(chart.label)}"></div>\n'
    )


def _table(section: Section, table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in table.columns)
    body = "\n".join(f"<tr>{_cells(row)}</tr>" for row in table.rows)
    # A region that scrolls is reachable with the keyboard.
    return (
        f"<details><summary>Data of {escape(section.title.lower())}</summary>\n"
        f'<div class="scroll" tabindex="0" role="region" aria-label="Data of {escape(section.title.lower())}">\n'
        f"<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div></details>\n"
    )


def _cells(row: Sequence[str]) -> str:
    first, *others = row
    return f'<th scope="row">{escape(first)}</th>' + "".join(
        f"<td>{escape(value)}</td>" for value in others
    )


def _read(name: str) -> str:
    return (DIRECTORY / name).read_text(encoding="utf-8")


def _template(name: str) -> Template:
    return Template(_read(name))
