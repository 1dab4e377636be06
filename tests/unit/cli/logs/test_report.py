"""Entries are readable as text, complete as JSON, and harmless to the terminal."""

from __future__ import annotations

import json

from clickstream.cli.logs.report import as_json, as_text
from tests.unit.cli.log_lines import (
    ADDRESS,
    REQUEST,
    converted,
    entries,
    event,
    logged,
    not_handled,
)

SOURCES = ("converter", "api-source")


def text_of(line: str) -> str:
    (entry,) = entries(event(line))
    return as_text(entry, SOURCES).plain


def test_a_success_is_its_message_its_object_and_its_counts() -> None:
    assert text_of(converted()).splitlines() == [
        "2026-11-26T12:00:00Z converter  INFO     object converted",
        f"    object: {ADDRESS}",
        "    with: lines 3, files 2",
    ], "the source is padded to the longest, and a list is shown by its length"


def test_a_failure_has_its_cause_first_and_its_request_last() -> None:
    assert text_of(not_handled()).splitlines() == [
        "2026-11-26T12:00:00Z converter  ERROR    message not handled",
        "    cause: ValueError: raise maxObjectMb",
        f"    object: {ADDRESS}",
        f"    request: {REQUEST}",
    ]


def test_control_characters_of_events_do_not_reach_the_terminal() -> None:
    shown = text_of(logged("WARNING", "red \x1b[31m and\nnew line", problem="bell\x07"))
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert r"red \x1b[31m and\nnew line" in shown


def test_json_has_every_key_and_the_line_as_logged() -> None:
    (failed, text) = entries(event(not_handled()), event("plain"))
    document = as_json(failed)
    assert document.keys() == {
        "time",
        "source",
        "level",
        "message",
        "cause",
        "objects",
        "request",
        "stream",
        "line",
    }
    assert (document["time"], document["level"]) == ("2026-11-26T12:00:00.000+00:00", "ERROR")
    assert document["line"]["exception_name"] == "ValueError", "no field is lost"
    assert as_json(text)["line"] == "plain"
    json.dumps(document)
