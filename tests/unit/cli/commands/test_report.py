"""`clickstream report`: range of dates, file, and the server on loopback."""

from __future__ import annotations

import socket
import threading
import time
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner

from clickstream.cli import report_server, reporting
from clickstream.cli.athena import NamedQuery, Result
from clickstream.cli.commands import report
from clickstream.cli.errors import CliError
from clickstream.cli.main import app
from clickstream.report.model import Period
from clickstream.report.sections import SECTIONS
from tests.unit.cli.fakes import FakeTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from http.server import HTTPServer
    from pathlib import Path

RUNNER = CliRunner()
SQL = """-- parameter: from, first date, default 29 days before to
-- parameter: to, last date, default today
SELECT 1 WHERE d BETWEEN ? AND ?"""
TRAFFIC = Result(
    ("hour_start", "events", "visitors", "purchases"),
    ("timestamp", "bigint", "bigint", "bigint"),
    (("2026-11-03 10:00:00.000", "12", "3", "1"),),
    0,
    1,
)


class FakeLake:
    """Lake with one event in the range; no query but that of the traffic has rows."""

    def __init__(self) -> None:
        self.ran: list[tuple[str, tuple[str, ...]]] = []
        """Name and parameters of each query."""
        self.fails = False
        self.is_stopped = False

    def named_queries(self) -> tuple[NamedQuery, ...]:
        names = {name for section in SECTIONS for name in section.queries} | {"browsers"}
        return tuple(NamedQuery(name, "", SQL) for name in sorted(names))

    def run(self, sql: str, *, name: str = "", parameters: tuple[str, ...] = ()) -> Result:
        assert "BETWEEN" in sql
        self.ran.append((name, tuple(parameters)))
        if self.fails:
            msg = f"the query {name} failed: x"
            raise CliError(msg)
        if name == "traffic" and "'2026-11-03'" in parameters:
            return TRAFFIC
        return Result(TRAFFIC.columns, TRAFFIC.types, (), 0, 1)

    def stop_all(self) -> None:
        self.is_stopped = True


@pytest.fixture
def lake(monkeypatch: pytest.MonkeyPatch) -> FakeLake:
    fake = FakeLake()

    def resolve(**_options: object) -> FakeTarget:
        return FakeTarget({})

    def lake_of(_target: object) -> FakeLake:
        return fake

    monkeypatch.setattr(report, "resolve", resolve)
    monkeypatch.setattr(report, "Lake", lake_of)
    return fake


def test_the_file_has_the_answers_of_the_range(lake: FakeLake, tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.html"
    dates = ["--from", "2026-11-01", "--to", "2026-11-03"]
    result = RUNNER.invoke(app, ["report", "--local", *dates, "--out", str(path)])
    assert result.exit_code == 0, result.output
    assert str(path) in result.output.replace("\n", "")
    html = path.read_text(encoding="utf-8")
    assert "12 events from 2026-11-01 to 2026-11-03" in html
    assert ("traffic", ("'2026-11-01'", "'2026-11-03'")) in lake.ran
    assert ("traffic", ("'2026-10-29'", "'2026-10-31'")) in lake.ran, "the range before"
    assert "browsers" not in {name for name, _ in lake.ran}, "only needed queries are billed"
    assert len(lake.ran) == len(set(lake.ran)), "each query runs once for a range"


@pytest.mark.parametrize("name", ["", "file/report.html"], ids=["directory", "below a file"])
def test_a_path_that_cannot_be_written_fails_before_the_queries(
    name: str, lake: FakeLake, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / name
    result = RUNNER.invoke(app, ["report", "--local", "--out", str(path)])
    assert result.exit_code == 1
    assert f"--out {path} cannot be written" in result.output.replace("\n", "")
    assert "Use the path of a file" in result.output
    assert lake.ran == [], "no query is billed"


def test_a_failed_query_leaves_the_file_as_it_was(lake: FakeLake, tmp_path: Path) -> None:
    lake.fails = True
    new, former = tmp_path / "new.html", tmp_path / "former.html"
    former.write_text("former", encoding="utf-8")
    for path in (new, former):
        assert RUNNER.invoke(app, ["report", "--local", "--out", str(path)]).exit_code == 1
    assert not new.exists()
    assert former.read_text(encoding="utf-8") == "former"


def test_numbers_are_numbers_and_null_is_none() -> None:
    without_purchases = replace(TRAFFIC, rows=((*TRAFFIC.rows[0][:3], None),))
    (row,) = reporting.rows_of(without_purchases)
    assert row == {
        "hour_start": "2026-11-03 10:00:00.000",
        "events": 12,
        "visitors": 3,
        "purchases": None,
    }
    decimal = Result(("n",), ("decimal(38,0)",), (("17",),), 0, 1)
    assert reporting.rows_of(decimal) == [{"n": 17.0}]


def test_the_default_range_is_that_of_the_queries() -> None:
    today = date(2026, 11, 30)
    assert report.period_of(None, None, today) == Period(date(2026, 11, 1), today)
    end = date(2026, 11, 15)
    assert report.period_of(None, end, today) == Period(end - timedelta(days=29), end)


@pytest.mark.usefixtures("lake")
@pytest.mark.parametrize("last", [["--to", "2026-11-01"], []])
def test_a_range_that_ends_before_it_begins_is_refused(last: list[str]) -> None:
    result = RUNNER.invoke(app, ["report", "--local", "--from", "2999-01-02", *last])
    assert result.exit_code == 2
    assert "2999-01-02" in result.output


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--from", "0001-01-05"], "--from 0001-01-05 is outside the years 1970 to 2999"),
        (["--from", "1969-12-31"], "--from 1969-12-31 is outside the years 1970 to 2999"),
        (["--to", "3000-01-01"], "--to 3000-01-01 is outside the years 1970 to 2999"),
        (["--from", "2024-01-01", "--to", "2026-01-01"], "has 732 days. Use 731 days at most"),
        (["--serve", "--out", "a.html"], "--serve writes no file: leave out --out a.html"),
    ],
)
def test_options_that_are_invalid_are_refused_with_a_sentence(
    options: list[str], words: str, lake: FakeLake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_server, "serve", lambda _, **_options: None)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    result = RUNNER.invoke(app, ["report", "--local", *options])
    assert result.exit_code == 2, result.output
    assert words in " ".join(result.output.replace("│", " ").split())
    assert lake.ran == []


def test_two_years_are_allowed() -> None:
    first, last = date(2024, 1, 1), date(2025, 12, 31)
    assert report.period_of(first, last, last) == Period(first, last)


class Clock:
    """Clock that a test sets."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_the_page_is_made_again_after_thirty_seconds() -> None:
    clock, pages = Clock(), iter("abc")
    cache = report_server.Cache(lambda: next(pages), clock)
    assert cache.page() == "a"
    clock.seconds = report_server.REFRESH_SECONDS - 0.1
    assert cache.page() == "a", "a reload within the time runs no query"
    clock.seconds = report_server.REFRESH_SECONDS
    assert cache.page() == "b"


def test_two_requests_at_once_make_the_page_once() -> None:
    renders: list[int] = []

    def render() -> str:
        renders.append(1)
        time.sleep(0.2)
        return "a"

    cache = report_server.Cache(render)
    threads = [threading.Thread(target=cache.page) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(renders) == 1, "each render bills queries"


class Pages:
    """Function that makes the page, or fails."""

    error: Exception | None = None

    def __call__(self) -> str:
        if self.error:
            raise self.error
        return "<p>ü</p>"


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture
def server(pages: Pages) -> Generator[HTTPServer]:
    with report_server.server(pages) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def get(server: HTTPServer, path: str = "/", host: str | None = None) -> tuple[int, str]:
    request = urllib.request.Request(f"http://127.0.0.1:{server.server_port}{path}")
    if host:
        request.add_header("Host", host)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:  # noqa: S310 - loopback
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


class TestServer:
    def test_listens_on_loopback_only(self, server: HTTPServer) -> None:
        assert server.server_address[0] == "127.0.0.1"

    def test_serves_the_page(self, server: HTTPServer) -> None:
        assert get(server) == (200, "<p>ü</p>")
        assert get(server, "/?theme=dark")[0] == 200
        assert get(server, host=f"localhost:{server.server_port}")[0] == 200

    def test_serves_nothing_else(self, server: HTTPServer) -> None:
        assert get(server, "/etc/passwd")[0] == 404

    def test_refuses_other_names_of_the_host(self, server: HTTPServer) -> None:
        status, text = get(server, host=f"evil.example:{server.server_port}")
        assert status == 403
        assert "ü" not in text

    def test_shows_the_error_of_a_query_and_goes_on(self, server: HTTPServer, pages: Pages) -> None:
        pages.error = CliError("the query traffic failed: x", "Try again.")
        assert get(server) == (502, "the query traffic failed: x\nTry again.\n")
        pages.error = None
        assert get(server)[0] == 200

    def test_shows_expired_credentials_on_a_page_that_reloads(
        self, server: HTTPServer, pages: Pages
    ) -> None:
        response = {"Error": {"Code": "ExpiredTokenException", "Message": "expired"}}
        pages.error = ClientError(response, "StartQueryExecution")  # pyright: ignore[reportArgumentType] - without metadata
        address = f"http://127.0.0.1:{server.server_port}/"
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(address, timeout=10)
        with caught.value as error:
            text = error.read().decode()
        assert error.code == 502
        assert "AWS rejected the credentials" in text
        assert "aws sso login" in text
        assert error.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert error.headers["Refresh"] == "60"

    def test_answers_while_a_spare_connection_sends_nothing(self, server: HTTPServer) -> None:
        with socket.create_connection(("127.0.0.1", server.server_port)):
            assert get(server)[0] == 200
        timeout = server.RequestHandlerClass.timeout  # type: ignore[attr-defined] - a StreamRequestHandler
        assert 0 < timeout <= 60, "a spare connection keeps its thread for this time"


def test_ctrl_c_stops_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("http.server.HTTPServer.serve_forever", interrupt)
    said: list[str] = []
    report_server.serve(lambda: "", report=said.append)
    assert said[0].startswith("Report: http://127.0.0.1:")
    assert said[1:] == ["Stopped."]


def test_serve_gives_a_page_that_reloads(lake: FakeLake, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[str] = []

    def serve(render: Callable[[], str], *, report: object) -> None:
        assert callable(report)
        served.append(render())

    monkeypatch.setattr(report_server, "serve", serve)
    assert RUNNER.invoke(app, ["report", "--local", "--serve"]).exit_code == 0
    assert 'id="reload"' in served[0]
    assert f"{datetime.now(UTC):%Y-%m-%d}" in served[0]
    assert lake.is_stopped, "a page that is being made at Ctrl-C leaves no query running"
