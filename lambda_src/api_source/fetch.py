"""One page over HTTP: retries, redirections, and an answer of bounded length, from addresses that are public."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit

import urllib3
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    stop_after_attempt,
    wait_random_exponential,
)
from urllib3.exceptions import ConnectTimeoutError, HTTPError, InvalidHeader, NewConnectionError

from api_source import guard
from api_source.errors import (
    AddressError,
    RedirectError,
    StatusError,
    TooLargeError,
    TransientError,
    legible,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from api_source.deadline import Deadline
    from api_source.settings import Api

MAX_ATTEMPTS = 5
# seconds: at most half a second at first, doubled each time
BACKOFF = wait_random_exponential(multiplier=0.5, max=20)
MAX_REDIRECTS = 5
# unpacked; small objects and numbers take up to 32 times as much memory: 500 MB of the function's
# 1,024
MAX_BODY_BYTES = 16 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
PORTS = {"https": 443, "http": 80}
USER_AGENT = "clickstream-lake"

SUCCESS = range(200, 300)
NOT_MODIFIED = 304
REDIRECTS = {301, 302, 303, 307, 308}
TRANSIENT = {408, 425, 429, 500, 502, 503, 504}
REMEDIES = {
    401: "; check apiSecretArn and apiSecretHeader",
    403: "; check apiSecretArn and apiSecretHeader",
    404: "; check apiUrl",
}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    url: str
    """The address that answered, after redirections."""
    headers: Mapping[str, str]
    """Without regard to case."""
    body: bytes
    not_modified: bool = False


def _untold(_: TransientError, __: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Client:
    """Asks an API. Headers of the settings, secret and conditions go to the API's own origin alone."""

    api: Api
    headers: Mapping[str, str] = field(repr=False)
    """The settings' headers, with the secret."""
    deadline: Deadline
    on_retry: Callable[[TransientError, float], None] = _untold
    """Told of each failure that is followed by another try, and of the seconds until then."""
    look_up: guard.Resolve = guard.resolve

    def fetch(self, url: str, conditions: Mapping[str, str] | None = None) -> Answer:
        """Return what an address answers.

        Args:
            url: Where to ask.
            conditions: Headers that make the request conditional, such as `If-None-Match`.

        Raises:
            ApiError: If there is no answer that is of use; a `TransientError` if the attempts are
                used up.
        """
        retrying = Retrying(
            retry=retry_if_exception_type(TransientError),
            stop=stop_after_attempt(MAX_ATTEMPTS),
            wait=_wait_seconds,
            before_sleep=self._tell,
            sleep=self.deadline.pause,
            reraise=True,
        )
        return retrying(self._follow, url, conditions or {})

    def _tell(self, state: RetryCallState) -> None:
        self.on_retry(_failure(state), state.next_action.sleep if state.next_action else 0)

    def _follow(self, url: str, conditions: Mapping[str, str]) -> Answer:
        start = url
        for _ in range(MAX_REDIRECTS + 1):
            with self._asked(url, conditions) as response:
                if response.status not in REDIRECTS:
                    return self._answer(url, response, conditional=bool(conditions))
                target = urldefrag(urljoin(url, response.headers.get("Location", ""))).url
            if self.api.method != "GET":
                msg = f"{legible(url)} redirects a {self.api.method} to {legible(target)}; set apiUrl to that, if it is right: the body goes nowhere by itself"
                raise RedirectError(msg)
            url = target
        msg = (
            f"{legible(start)} redirects more than {MAX_REDIRECTS} times, at last to {legible(url)}"
        )
        raise RedirectError(msg)

    @contextmanager
    def _asked(
        self, url: str, conditions: Mapping[str, str]
    ) -> Generator[urllib3.BaseHTTPResponse]:
        """Give the response to one request, its body unread."""
        parts, host, port = _split(url)
        own = _origin(parts) == _origin(urlsplit(self.api.url))
        private = own and self.api.allow_private
        if parts.scheme != "https" and not private:
            msg = f"{legible(url)} is not https; plain http is for apiUrl's own host with apiAllowPrivate"
            raise AddressError(msg)
        addresses = guard.vetted(host, port, private=private, look_up=self.look_up)
        headers = urllib3.HTTPHeaderDict(
            {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": USER_AGENT}
        )
        # in whichever case they are written
        headers.update({**self.headers, **conditions} if own else {})
        headers["Host"] = _host_header(parts.scheme, host, port)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            response = self._request(
                [_pool(parts.scheme, address, host, port) for address in addresses],
                target,
                headers,
                url,
            )
            try:
                yield response
            finally:
                response.close()
        except HTTPError as error:  # while connecting, asking or reading
            msg = f"{legible(url)}: {error}"
            raise TransientError(msg) from error

    def _request(
        self,
        pools: list[urllib3.HTTPConnectionPool],
        target: str,
        headers: Mapping[str, str],
        url: str,
    ) -> urllib3.BaseHTTPResponse:
        """Ask the first address that there is a connection to."""
        *others, last = pools
        for pool in others:
            with suppress(NewConnectionError, ConnectTimeoutError):
                return self._request([pool], target, headers, url)
        seconds = min(self.api.timeout_seconds, self.deadline.remaining(f"asking {legible(url)}"))
        return last.urlopen(
            self.api.method,
            target,
            body=self.api.body.encode() or None,
            headers=headers,
            timeout=urllib3.Timeout(connect=seconds, read=seconds),
            retries=False,
            redirect=False,
            assert_same_host=False,
            preload_content=False,
        )

    def _answer(self, url: str, response: urllib3.BaseHTTPResponse, *, conditional: bool) -> Answer:
        if response.status == NOT_MODIFIED and conditional:
            return Answer(url, response.headers, b"", not_modified=True)
        said = f"{legible(url)} answers {response.status} {response.reason or ''}".rstrip()
        if response.status in TRANSIENT:
            raise TransientError(said, _asked_wait_seconds(response))
        if response.status not in SUCCESS:
            raise StatusError(said + REMEDIES.get(response.status, ""))
        return Answer(url, response.headers, self._body(url, response))

    def _body(self, url: str, response: urllib3.BaseHTTPResponse) -> bytes:
        body = bytearray()
        while chunk := response.read1(CHUNK_BYTES):
            # it may come in drops
            self.deadline.remaining(f"the end of the answer of {legible(url)}")
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                msg = f"{legible(url)} answers with more than {MAX_BODY_BYTES / 2**20:.0f} MiB; ask for fewer items to a page"
                raise TooLargeError(msg)
        return bytes(body)


def _pool(scheme: str, address: str, host: str, port: int) -> urllib3.HTTPConnectionPool:
    """Return a way to an address that was vetted. The certificate has to be the host's, whose name the server is told."""
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port)
    return urllib3.HTTPSConnectionPool(address, port, server_hostname=host)


def _split(url: str) -> tuple[SplitResult, str, int]:
    """Return an address's parts, its host in ASCII, and its port."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        msg = f"{legible(url)} is no address of http or https"
        raise AddressError(msg) from error
    if not host:
        msg = f"{legible(url)} names no host"
        raise AddressError(msg)
    return parts, host, port


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    return parts.scheme, parts.hostname, parts.port or PORTS.get(parts.scheme)


def _host_header(scheme: str, host: str, port: int) -> str:
    name = f"[{host}]" if ":" in host else host
    return name if port == PORTS[scheme] else f"{name}:{port}"


def _failure(state: RetryCallState) -> TransientError:
    return cast("TransientError", state.outcome.exception() if state.outcome else None)


def _wait_seconds(state: RetryCallState) -> float:
    """Return the seconds until the next try: what the API asks for, or exponential with full jitter."""
    asked = _failure(state).wait_seconds
    return BACKOFF(state) if asked is None else asked


def _asked_wait_seconds(response: urllib3.BaseHTTPResponse) -> float | None:
    try:
        return urllib3.Retry().parse_retry_after(response.headers["Retry-After"])
    except (KeyError, InvalidHeader):
        return None
