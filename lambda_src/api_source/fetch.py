"""HTTP client: retries, redirects, a limit on the response size, and public addresses only."""

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

from api_source import ssrf_guard
from api_source.errors import (
    AddressError,
    RedirectError,
    ResponseTooLargeError,
    StatusError,
    TransientError,
    redacted,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from api_source.deadline import Deadline
    from api_source.settings import ApiSettings

MAX_ATTEMPTS = 5
# Seconds before a retry: at most 0.5 before the first, then doubled.
BACKOFF = wait_random_exponential(multiplier=0.5, max=20)
MAX_REDIRECTS = 5
# Size after decompression. As Python objects, a body of small values takes up to 32 times as much
# memory: 500 MB of the function's 1,024 MB.
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
class Response:
    """Successful response, or 304 to a conditional request."""

    url: str
    """URL of the response, after redirects."""
    headers: Mapping[str, str]
    """Headers. The case of their names is ignored."""
    body: bytes
    not_modified: bool = False


def _ignore(_: TransientError, __: float) -> None:
    """Ignore a retry."""


@dataclass(frozen=True)
class Client:
    """HTTP client of the API.

    The configured headers, the secret and the conditions are sent to the origin of `apiUrl` alone.
    """

    api: ApiSettings
    headers: Mapping[str, str] = field(repr=False)
    """Configured headers, with the secret."""
    deadline: Deadline
    on_retry: Callable[[TransientError, float], None] = _ignore
    """Callback before each retry, with the failure and the seconds until the retry."""
    resolve: ssrf_guard.Resolve = ssrf_guard.resolve
    """Function that resolves a host name."""

    def fetch(self, url: str, conditions: Mapping[str, str] | None = None) -> Response:
        """Return the response of a URL.

        Args:
            url: URL to request.
            conditions: Headers that make the request conditional, such as `If-None-Match`.

        Raises:
            TransientError: If all `MAX_ATTEMPTS` attempts failed.
            ApiError: If the request must not be made, or fails with an error that is not transient.
        """
        retrying = Retrying(
            retry=retry_if_exception_type(TransientError),
            stop=stop_after_attempt(MAX_ATTEMPTS),
            wait=_wait_seconds,
            before_sleep=self._before_retry,
            sleep=self.deadline.pause,
            reraise=True,
        )
        return retrying(self._follow, url, conditions or {})

    def _before_retry(self, state: RetryCallState) -> None:
        self.on_retry(_failure(state), state.next_action.sleep if state.next_action else 0)

    def _follow(self, url: str, conditions: Mapping[str, str]) -> Response:
        start = url
        for _ in range(MAX_REDIRECTS + 1):
            with self._open(url, conditions) as response:
                if response.status not in REDIRECTS:
                    return self._read(url, response, conditional=bool(conditions))
                target = urldefrag(urljoin(url, response.headers.get("Location", ""))).url
            if self.api.method != "GET":
                msg = (
                    f"{redacted(url)} redirects a {self.api.method} to {redacted(target)}, and only "
                    "a GET is redirected; set apiUrl to the target if you trust it with the body"
                )
                raise RedirectError(msg)
            url = target
        msg = (
            f"{redacted(start)} redirects more than {MAX_REDIRECTS} times, finally to "
            f"{redacted(url)}; check apiUrl"
        )
        raise RedirectError(msg)

    @contextmanager
    def _open(self, url: str, conditions: Mapping[str, str]) -> Generator[urllib3.BaseHTTPResponse]:
        """Yield the response to one request, with its body unread."""
        parts, host, port = _split(url)
        own = _origin(parts) == _origin(urlsplit(self.api.url))
        private = own and self.api.allow_private
        if parts.scheme != "https" and not private:
            msg = (
                f"{redacted(url)} is not https; "
                "apiAllowPrivate allows http for the host of apiUrl alone"
            )
            raise AddressError(msg)
        addresses = ssrf_guard.allowed_addresses(host, port, private=private, resolve=self.resolve)
        headers = urllib3.HTTPHeaderDict(
            {"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": USER_AGENT}
        )
        # HTTPHeaderDict ignores case, so a configured header replaces a default one.
        headers.update({**self.headers, **conditions} if own else {})
        headers["Host"] = _host_header(parts.scheme, host, port)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        pools = [_pool(parts.scheme, address, host, port) for address in addresses]
        try:
            response = self._request(pools, target, headers, url)
            try:
                yield response
            finally:
                response.close()
        except HTTPError as error:  # while connecting, sending or reading
            msg = f"{redacted(url)}: {error}"
            raise TransientError(msg) from error

    def _request(
        self,
        pools: list[urllib3.HTTPConnectionPool],
        target: str,
        headers: Mapping[str, str],
        url: str,
    ) -> urllib3.BaseHTTPResponse:
        """Send the request to the first address that accepts a connection."""
        *others, last = pools
        for pool in others:
            with suppress(NewConnectionError, ConnectTimeoutError):
                return self._request([pool], target, headers, url)
        seconds = min(
            self.api.timeout_seconds, self.deadline.remaining(f"the request to {redacted(url)}")
        )
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

    def _read(self, url: str, response: urllib3.BaseHTTPResponse, *, conditional: bool) -> Response:
        if response.status == NOT_MODIFIED and conditional:
            return Response(url, response.headers, b"", not_modified=True)
        problem = f"{redacted(url)} returns {response.status} {response.reason or ''}".rstrip()
        if response.status in TRANSIENT:
            raise TransientError(problem, _retry_after_seconds(response))
        if response.status not in SUCCESS:
            raise StatusError(problem + REMEDIES.get(response.status, ""))
        return Response(url, response.headers, self._body(url, response))

    def _body(self, url: str, response: urllib3.BaseHTTPResponse) -> bytes:
        body = bytearray()
        while chunk := response.read1(CHUNK_BYTES):
            # A read timeout does not bound a body that arrives in small pieces.
            self.deadline.remaining(f"the end of the response of {redacted(url)}")
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                msg = (
                    f"the response of {redacted(url)} exceeds {MAX_BODY_BYTES / 2**20:.0f} MiB; "
                    "request fewer items per page in apiUrl"
                )
                raise ResponseTooLargeError(msg)
        return bytes(body)


def _pool(scheme: str, address: str, host: str, port: int) -> urllib3.HTTPConnectionPool:
    """Return a connection pool to an allowed address of `host`.

    In TLS the client sends the name of the host, and accepts only a certificate of that name.
    """
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port)
    return urllib3.HTTPSConnectionPool(address, port, server_hostname=host)


def _split(url: str) -> tuple[SplitResult, str, int]:
    """Return the parts of a URL, its host in ASCII, and its port."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        msg = f"{redacted(url)} is not a valid http or https URL"
        raise AddressError(msg) from error
    if not host:
        msg = f"{redacted(url)} has no host"
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
    """Return the seconds until the retry: `Retry-After`, or exponential with full jitter."""
    retry_after = _failure(state).wait_seconds
    return BACKOFF(state) if retry_after is None else retry_after


def _retry_after_seconds(response: urllib3.BaseHTTPResponse) -> float | None:
    try:
        return urllib3.Retry().parse_retry_after(response.headers["Retry-After"])
    except (KeyError, InvalidHeader):
        return None
