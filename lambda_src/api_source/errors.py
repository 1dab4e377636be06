"""Errors of a run. Messages name the URL and the remedy, without header values or query strings."""

from __future__ import annotations

from urllib.parse import urlsplit


class ApiError(Exception):
    """Error that ends a run."""


class AddressError(ApiError):
    """URL that must not be requested, such as one at a private address."""


class StatusError(ApiError):
    """Response with an error status that is not transient."""


class RedirectError(ApiError):
    """Redirect that is not followed."""


class ResponseTooLargeError(ApiError):
    """Response body above the size limit."""


class ResponseError(ApiError):
    """Response body that does not match the settings."""


class OutOfTimeError(ApiError):
    """Deadline of the run that has passed, or would pass during a wait."""


class DeliveryError(ApiError):
    """Items that the delivery stream did not accept."""


class SecretError(ApiError):
    """Secret that is not a valid header value."""


class TransientError(ApiError):
    """Failure that a retry may resolve."""

    def __init__(self, message: str, wait_seconds: float | None = None) -> None:
        """Set the message, and the wait before the retry if the API gives one."""
        super().__init__(message)
        self.wait_seconds = wait_seconds


def redacted(url: str) -> str:
    """Return a URL for an error message, without user, query and fragment, which may be secret."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" + ("?…" if parts.query else "")
