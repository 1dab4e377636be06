"""HTTP client, against servers with valid and invalid responses."""

from __future__ import annotations

import gzip
import itertools
from typing import TYPE_CHECKING, Any

import pytest

from api_source import fetch, ssrf_guard
from api_source.deadline import Deadline
from api_source.errors import (
    AddressError,
    OutOfTimeError,
    RedirectError,
    ResponseTooLargeError,
    StatusError,
    TransientError,
    redacted,
)
from api_source.fetch import MAX_ATTEMPTS, MAX_BODY_BYTES, MAX_REDIRECTS, Client
from tests.unit.api_source.fakes import Clock, api, client
from tests.unit.api_source.server import OTHER_HOST, Reply, Server, redirect, reply

if TYPE_CHECKING:
    from collections.abc import Callable

SECRET = {"X-Api-Key": "hush"}


def get(url: str, clock: Clock | None = None, **changes: Any) -> fetch.Response:
    return client(api(url, **changes), clock).fetch(url)


def test_an_answer_is_returned_with_its_headers(server: Server) -> None:
    answer = get(server.on("/users?results=2", reply([1], ETag='"a"')))
    assert (answer.body, answer.headers["etag"], answer.not_modified) == (b"[1]", '"a"', False)


def test_the_settings_headers_and_method_are_sent(server: Server) -> None:
    url = server.on("/search", reply([]))
    get(
        url,
        method="POST",
        body='{"query": "ü"}',
        headers={"Content-Type": "application/json", "Accept": "text/json"},
    )
    (asked,) = server.asked
    assert (asked.method, asked.body) == ("POST", '{"query": "ü"}'.encode())
    assert (asked.headers["content-type"], asked.headers["accept"]) == (
        "application/json",
        "text/json",
    )
    assert asked.headers["host"] == f"127.0.0.1:{server.port}"


def test_a_header_of_the_settings_takes_the_place_of_ours_in_any_case(server: Server) -> None:
    get(server.on("/", reply([])), headers={"accept": "text/json", "USER-AGENT": "us"})
    assert (server.asked[0].headers["accept"], server.asked[0].headers["user-agent"]) == (
        "text/json",
        "us",
    )


def test_a_server_that_stalls_is_retried(server: Server) -> None:
    clock = Clock()
    url = server.on("/slow", Reply(promised=10, stalls=True), reply([1]))
    assert get(url, clock, timeout_seconds=0.3).body == b"[1]"
    assert len(clock.waits) == 1


def test_a_server_that_always_stalls_fails_with_a_timeout_message(server: Server) -> None:
    url = server.on("/slow", Reply(promised=10, stalls=True))
    with pytest.raises(TransientError, match=r"http://127\.0\.0\.1:\d+/slow: .*Read timed out"):
        get(url, timeout_seconds=0.1)
    assert len(server.asked) == MAX_ATTEMPTS


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_transient_status_is_retried(server: Server, status: int) -> None:
    assert get(server.on("/", Reply(status=status), reply([1]))).body == b"[1]"


def test_waits_grow_and_are_jittered(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def longest(_low: float, high: float) -> float:
        return high

    monkeypatch.setattr("random.uniform", longest)
    clock = Clock()
    with pytest.raises(TransientError, match="returns 500"):
        get(server.on("/", Reply(status=500)), clock)
    assert clock.waits == [0.5, 1, 2, 4], "the longest waits with jitter"


def test_the_api_says_how_long_to_wait(server: Server) -> None:
    clock = Clock()
    get(server.on("/", Reply(status=429, headers={"Retry-After": "17"}), reply([])), clock)
    assert clock.waits == [17]


def test_a_retry_after_in_the_past_is_no_wait(server: Server) -> None:
    clock = Clock()
    get(
        server.on(
            "/",
            Reply(status=503, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}),
            reply([]),
        ),
        clock,
    )
    assert clock.waits == [0]


def test_an_invalid_retry_after_is_ignored(server: Server) -> None:
    clock = Clock()
    get(server.on("/", Reply(status=503, headers={"Retry-After": "soon"}), reply([])), clock)
    assert 0 <= clock.waits[0] <= 0.5


def test_a_wait_past_the_runs_end_ends_the_run_with_the_reason(server: Server) -> None:
    url = server.on("/", Reply(status=429, headers={"Retry-After": "3600"}))
    with pytest.raises(
        OutOfTimeError, match="the next attempt is due in 3600 s, and the run ends in 600 s"
    ):
        get(url)
    assert len(server.asked) == 1


def test_the_callback_receives_every_retry_with_its_reason(server: Server) -> None:
    told: list[tuple[str, float]] = []
    url = server.on("/", Reply(status=429, headers={"Retry-After": "2"}), reply([]))

    def tell(error: TransientError, seconds: float) -> None:
        told.append((str(error), seconds))

    client(api(url), on_retry=tell).fetch(url)
    assert told == [(f"{url} returns 429 Too Many Requests", 2)]


@pytest.mark.parametrize(
    ("status", "remedy"),
    [(400, ""), (401, "apiSecretArn"), (403, "apiSecretArn"), (404, "apiUrl"), (304, "")],
)
def test_a_permanent_status_is_not_retried_and_the_error_names_the_setting(
    server: Server, status: int, remedy: str
) -> None:
    with pytest.raises(StatusError, match=rf"/denied returns {status} .*{remedy}"):
        get(server.on("/denied", Reply(status=status)))
    assert len(server.asked) == 1


def test_a_body_that_breaks_off_is_fetched_again(server: Server) -> None:
    assert get(server.on("/", Reply(b'[{"id": 1', promised=100), reply([1]))).body == b"[1]"


def test_broken_compression_is_fetched_again(server: Server) -> None:
    assert (
        get(
            server.on("/", Reply(b"no gzip", headers={"Content-Encoding": "gzip"}), reply([1]))
        ).body
        == b"[1]"
    )


def test_a_body_is_unpacked(server: Server) -> None:
    url = server.on("/", Reply(gzip.compress(b"[1]"), headers={"Content-Encoding": "gzip"}))
    assert get(url).body == b"[1]"


def test_a_huge_body_is_cut_off(server: Server) -> None:
    with pytest.raises(
        ResponseTooLargeError, match="exceeds 16 MiB; request fewer items per page in apiUrl"
    ):
        get(server.on("/", Reply(b" " * (MAX_BODY_BYTES + 1))))
    assert len(server.asked) == 1, "it would be as large again"


def test_a_body_of_the_limit_is_taken(server: Server) -> None:
    assert len(get(server.on("/", Reply(b" " * MAX_BODY_BYTES))).body) == MAX_BODY_BYTES


def test_a_body_that_unpacks_to_too_much_is_cut_off(server: Server) -> None:
    bomb = gzip.compress(bytes(8 * MAX_BODY_BYTES))
    with pytest.raises(ResponseTooLargeError, match="exceeds 16 MiB"):
        get(server.on("/", Reply(bomb, headers={"Content-Encoding": "gzip"})))


def test_a_body_in_small_pieces_ends_at_the_deadline(server: Server) -> None:
    url = server.on("/", Reply(b"[1]"))
    seconds = itertools.count()
    # made at 0, asking at 1, and at 2 something has come
    late = Deadline(2, clock=lambda: next(seconds))
    with pytest.raises(OutOfTimeError, match="ended before the end of the response of http"):
        Client(api(url), {}, late).fetch(url)


def test_redirections_are_followed_within_the_api(server: Server) -> None:
    server.on("/b", redirect("c?x=1", 308))
    server.on("/c?x=1", reply([1]))
    answer = client(api(server.on("/a", redirect("/b"))), headers=SECRET).fetch(server.url("/a"))
    assert (answer.body, answer.url) == (b"[1]", server.url("/c?x=1"))
    assert [asked.headers.get("x-api-key") for asked in server.asked] == ["hush"] * 3, (
        "it is the API's own host"
    )


@pytest.mark.parametrize("loop", ["/a", "/b"])
def test_redirect_loops_end(server: Server, loop: str) -> None:
    server.on("/b", redirect("/a"))
    with pytest.raises(RedirectError, match=rf"/a redirects more than {MAX_REDIRECTS} times"):
        get(server.on("/a", redirect(loop)))
    assert len(server.asked) == MAX_REDIRECTS + 1


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (
            "https://127.0.0.1:1/latest",
            r"127\.0\.0\.1 resolves to 127\.0\.0\.1, which is not public",
        ),
        ("https://169.254.169.254/latest/meta-data/", r"169\.254\.169\.254, which is not public"),
        ("https://[::1]/", "which is not public"),
        ("https://localhost/", "which is not public"),
        ("https://2130706433/", r"resolves to 127\.0\.0\.1, which is not public"),
        ("http://93.184.215.14/", "is not https"),
        ("file:///etc/passwd", "is not a valid http or https URL"),
        ("https:///nowhere", "has no host"),
        ("https://api.example:99999/", "is not a valid http or https URL"),
    ],
)
def test_a_redirect_to_an_address_that_is_not_allowed_is_rejected(
    server: Server, target: str, words: str
) -> None:
    with pytest.raises(AddressError, match=words):
        get(server.on("/", redirect(target)))
    assert len(server.asked) == 1


def test_a_redirect_to_another_port_of_a_private_host_is_rejected(server: Server) -> None:
    with Server() as neighbour:
        url = server.on("/", redirect(neighbour.on("/internal", reply(["secret"]))))
        with pytest.raises(
            AddressError,
            match="is not https; apiAllowPrivate allows http for the host of apiUrl alone",
        ):
            get(url)
        assert neighbour.asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirected_post_is_not_followed(server: Server, status: int) -> None:
    with pytest.raises(
        RedirectError,
        match=r"redirects a POST to http://127\.0\.0\.1:\d+/b, and only a GET is redirected; set apiUrl to the target",
    ):
        get(server.on("/a", redirect("/b", status)), method="POST", body="{}")
    assert server.paths == ["/a"]


def test_plain_http_and_private_addresses_are_rejected_unless_allowed(server: Server) -> None:
    url = server.on("/", reply([]))
    with pytest.raises(AddressError, match="is not https"):
        get(url, allow_private=False)
    with pytest.raises(AddressError, match=r"is not public.*set apiAllowPrivate"):
        get(url.replace("http:", "https:"), allow_private=False)
    assert server.asked == []


def everywhere(_host: str, _port: int) -> list[str]:
    return ["127.0.0.1"]


@pytest.fixture
def no_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Disable the SSRF guard, so that the server on loopback serves as a public host."""

    def unchecked(
        host: str, port: int, *, private: bool, resolve: Callable[[str, int], list[str]]
    ) -> list[str]:
        return resolve(host, port) if private in {True, False} else []

    monkeypatch.setattr(ssrf_guard, "allowed_addresses", unchecked)


def test_the_client_connects_to_the_checked_address_with_the_certificate_of_the_host(
    tls_server: Server,
) -> None:
    url = tls_server.on("/", reply([1]))
    assert client(api(url), resolve=everywhere).fetch(url).body == b"[1]"
    assert tls_server.asked[0].headers["host"] == f"api.example:{tls_server.port}", (
        "no second look-up: the name does not exist"
    )


def test_a_certificate_of_another_host_is_rejected(tls_server: Server) -> None:
    url = tls_server.on("/", reply([1])).replace("api.example", "evil.example")
    with pytest.raises(TransientError, match=r"evil\.example.*certificate"):
        client(api(url), resolve=everywhere).fetch(url)
    assert tls_server.asked == []


def test_a_certificate_of_an_untrusted_authority_is_rejected(
    tls_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    url = tls_server.on("/", reply([1]))
    with pytest.raises(TransientError, match="CERTIFICATE_VERIFY_FAILED"):
        client(api(url), resolve=everywhere).fetch(url)


@pytest.mark.usefixtures("no_guard")
def test_secret_headers_and_conditions_do_not_go_to_another_host(tls_server: Server) -> None:
    tls_server.on("/elsewhere", reply([1]))
    url = tls_server.on("/", redirect(tls_server.url("/elsewhere", OTHER_HOST)))
    polling = client(
        api(url), headers={"Authorization": "Bearer hush", "X-Team": "us"}, resolve=everywhere
    )
    assert polling.fetch(url, {"If-None-Match": '"a"'}).body == b"[1]"
    own, other = tls_server.asked
    assert (own.headers["authorization"], own.headers["if-none-match"]) == ("Bearer hush", '"a"')
    assert other.headers["host"].startswith("cdn.example:")
    assert not {"authorization", "x-team", "if-none-match"} & set(other.headers), (
        "another host gets no header of the API"
    )


@pytest.mark.usefixtures("no_guard")
def test_a_host_that_does_not_answer_at_its_first_address_is_asked_at_the_next(
    tls_server: Server,
) -> None:
    url = tls_server.on("/", reply([1]))

    def two(_host: str, _port: int) -> list[str]:
        return ["127.0.0.2", "127.0.0.1"]

    assert client(api(url), resolve=two).fetch(url).body == b"[1]"


def test_a_closed_port_is_retried_and_named(server: Server) -> None:
    clock = Clock()
    url = server.url("/gone")
    server.http.server_close()
    with pytest.raises(TransientError, match=r"/gone: .*refused"):
        get(url, clock)
    assert len(clock.waits) == MAX_ATTEMPTS - 1


def test_a_redacted_url_has_no_user_query_or_fragment() -> None:
    assert (
        redacted("https://user:word@api.example:8443/users?key=hush#part")
        == "https://api.example:8443/users?…"
    )
