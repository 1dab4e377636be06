from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser

import pytest
import vl_convert

from clickstream.report import page
from clickstream.report.model import Period
from clickstream.report.sections import SECTIONS
from tests.unit.report.answers import HOSTILE, NOW, PERIOD, answers, no_events

MB = 10**6
VOID = {"meta", "input", "link", "br", "img"}
TITLE = "the stack 'dev'"


class Document(HTMLParser):
    """Elements of a page; it refuses elements that are not closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(html)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


FULL = page.render(answers(), TITLE)
EMPTY = page.render(no_events(), TITLE)


@pytest.fixture(params=[FULL, EMPTY], ids=["with events", "without events"])
def html(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def document(html: str) -> Document:
    return Document(html)


def test_ids_are_unique_and_every_link_and_label_has_its_target(document: Document) -> None:
    ids = [attributes["id"] for _, attributes in document.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in document.elements:
        for reference in ("for", "aria-labelledby"):
            assert attributes.get(reference, ids[0]) in ids
    assert {(each["href"] or "")[1:] for each in document.all("a")} <= set(ids)


def test_headings_descend_by_one_level(document: Document) -> None:
    levels = [int(tag[1]) for tag, _ in document.elements if re.fullmatch(r"h[1-6]", tag)]
    assert levels == [1] + [2] * len(SECTIONS)


def test_the_page_has_landmarks_a_language_and_a_title(document: Document) -> None:
    for tag in ("header", "nav", "main", "title"):
        assert len(document.all(tag)) == 1
    assert document.all("html")[0]["lang"] == "en"
    assert all("aria-label" in each for each in document.all("nav"))


def test_every_chart_has_a_text_alternative_and_its_data_as_a_table() -> None:
    document = Document(FULL)
    charts = [each for each in document.all("div") if each.get("class") == "chart"]
    assert len(charts) == len(SECTIONS) == len(document.all("table"))
    assert all(each["role"] == "img" and each["aria-label"] for each in charts)
    assert all(each["scope"] in {"col", "row"} for each in document.all("th"))
    scrolled = [each for each in document.all("div") if each.get("class") == "scroll"]
    assert all(each["tabindex"] == "0" and each["aria-label"] for each in scrolled)


def test_controls_have_labels(document: Document) -> None:
    labelled = {each["for"] for each in document.all("label") if "for" in each}
    assert {each["id"] for each in document.all("select")} <= labelled


def test_without_events_every_section_says_so_and_no_chart_is_drawn() -> None:
    document = Document(EMPTY)
    assert json.loads("".join(re.findall(r'id="specs">(.*?)</script>', EMPTY))) == {}
    assert not [each for each in document.all("div") if each.get("class") == "chart"]
    sentence = "There are no events from 2026-11-02 to 2026-11-15."
    assert document.texts["p"].count(sentence) == len(SECTIONS)
    assert len(EMPTY) < MB / 20, "the library is left out"


def test_the_page_is_below_two_megabytes(html: str) -> None:
    assert len(html.encode()) < 2 * MB


def test_the_page_has_no_external_address(html: str) -> None:
    own = html.replace(page.library(), "").replace("https://shop.example/", "")
    assert not re.search(r"https?:|//\w|@import|url\(", own.replace("// ", "")), own[:2000]
    document = Document(html)
    for tag, attributes in document.elements:
        assert "src" not in attributes, f"<{tag}> loads a file"
        assert (attributes.get("href") or "#").startswith("#")
    assert not document.all("link")


def test_the_policy_of_the_page_forbids_every_fetch(html: str) -> None:
    (policy,) = [
        each["content"] or ""
        for each in Document(html).all("meta")
        if each.get("http-equiv") == "Content-Security-Policy"
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules.pop("default-src") == "'none'"
    assert set(rules.values()) == {"'unsafe-inline'", "data:", "'none'"}
    assert "unsafe-eval" not in policy


def test_texts_of_events_are_no_markup() -> None:
    html = page.render(answers(product=HOSTILE), HOSTILE).replace(page.library(), "")
    assert "alert(1)</script>" not in html
    assert "<img" not in html
    document = Document(html)
    assert len(document.all("script")) == len(Document(FULL).all("script"))
    specs = json.loads("".join(re.findall(r'id="specs">(.*?)</script>', html)))
    assert specs["products"]["data"]["values"][0]["name"] == HOSTILE, "the chart has the text"
    assert any(HOSTILE in text for text in document.texts["th"]), "the table has the text"


def test_a_template_placeholder_in_an_event_stays_text() -> None:
    assert "$library ${title}" in page.render(answers(product="$library ${title}"), TITLE)


def test_a_query_that_the_stack_lacks_is_named() -> None:
    given = answers()
    rows = {name: found for name, found in given.rows.items() if name != "latency"}
    html = page.render(replace(given, rows=rows), TITLE)
    assert "This stack has no query latency." in html


def test_a_single_date_has_one_curve_by_hour() -> None:
    period = Period(PERIOD.last, PERIOD.last)
    html = page.render(replace(answers(), period=period), TITLE)
    assert 'id="traffic-chart"' in html
    assert 'id="last-day' not in html


def test_only_a_served_page_reloads() -> None:
    assert 'id="reload"' in page.render(no_events(), TITLE, reload=True)
    assert 'id="reload"' not in EMPTY


def test_a_hidden_tab_does_not_reload() -> None:
    html = page.render(no_events(), TITLE, reload=True)
    (timer,) = re.findall(r"setInterval\(.*\);", html)
    assert "!document.hidden && location.reload()" in timer, "each reload bills queries"


@pytest.mark.parametrize("text", ["</script", "</SCRIPT", "<!--", "<script", "<Script"])
def test_an_inlined_script_has_no_markup(text: str) -> None:
    script = page.inline_script(f'let a = "{text}>", b = /{text}/, c = 1 < 2;')
    assert script == f'let a = "\\x3C{text[1:]}>", b = /\\x3C{text[1:]}/, c = 1 < 2;'


def test_the_library_needs_no_escape() -> None:
    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    assert page.inline_script(bundle) == bundle, "check that the markup is in literals alone"


def test_the_tiles_compare_the_hours_that_have_ended() -> None:
    by_name = {name: (value, remark) for name, value, remark in page.tiles(answers())}
    # 13 dates, and 12 hours of today, against the same hours with 10 fewer events
    remark = "+47 % to the period before, until 12:00 UTC"
    assert by_name["Events"] == ("10,166", remark)
    past = replace(answers(), now=NOW + timedelta(days=300))
    by_name = {name: (value, remark) for name, value, remark in page.tiles(past)}
    assert by_name["Purchases"] == ("325", "-3 % to the period before"), "325 hours against 336"


def test_the_tiles_give_the_change_to_the_period_before() -> None:
    by_name = {name: (value, remark) for name, value, remark in page.tiles(answers())}
    assert by_name["Sessions"] == ("1,400", "")
    assert by_name["Conversion"] == ("5.0 %", "sessions with a purchase")
    assert by_name["Quarantined"] == ("7", "lines")
    assert by_name["Purchases"] == ("325", "+0 % to the period before, until 12:00 UTC")
