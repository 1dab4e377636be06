"""Account of the events: sent, rows, and quarantined lines by reason."""

from __future__ import annotations

from collections import Counter

from clickstream.report import specs, texts
from clickstream.report.model import Answers, Chart, Figure, Table

ROWS = "rows in the table"


def account(answers: Answers) -> Figure | None:
    """Return a bar for the rows and for each reason of quarantine."""
    rows = sum(row["events"] for row in answers.rows["traffic"])
    reasons: Counter[str] = Counter()
    for row in answers.rows["quarantine_reasons"]:
        reasons[row["reason"]] += row["records"]
    if not rows and not reasons:
        return None
    found = {ROWS: rows, **{f"quarantined: {name}": n for name, n in reasons.most_common()}}
    total = sum(found.values())
    text = f"{texts.plural(rows, 'row')}, and {texts.plural(reasons.total(), 'quarantined line')}: {texts.share(reasons.total() / total)} of {texts.number(total)}."
    columns, body = ("Account", "Found"), [(name, texts.number(n)) for name, n in found.items()]
    body.append(("total", texts.number(total)))
    sent = answers.sent
    if sent is not None:
        expected = {
            ROWS: sent.rows,
            **{f"quarantined: {k}": n for k, n in sent.quarantined.items()},
        }
        text += (
            f" All {texts.number(sent.total)} lines that were sent are accounted for."
            if Counter(found) == Counter(expected)
            else f" {texts.number(sent.total)} lines were sent; found and sent differ: see the table."
        )
        names = [*found, *(name for name in expected if name not in found)]
        columns = ("Account", "Found", "Sent")
        body = [
            (name, texts.number(found.get(name, 0)), texts.number(expected.get(name, 0)))
            for name in names
        ]
        body.append(("total", texts.number(total), texts.number(sent.total)))
    values = [
        {"name": name, "value": count, "text": texts.number(count)}
        for name, count in ((ROWS, rows), *reasons.most_common())
    ]
    label = f"Bar chart of rows and quarantined lines by reason. {text}"
    return Figure(
        text, Chart(specs.bars(values, label, title="Lines"), label), Table(columns, body)
    )
