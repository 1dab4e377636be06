"""Why a run failed, in words that name the address and the remedy. No message holds a header's value or a query string."""

from __future__ import annotations

from urllib.parse import urlsplit


class ApiError(Exception):
    """A run that cannot go on."""


class AddressError(ApiError):
    """An address that must not be asked."""


class StatusError(ApiError):
    """The API refuses."""


class RedirectError(ApiError):
    """A redirection that is not followed."""


class TooLargeError(ApiError):
    """An answer that is longer than a page may be."""


class AnswerError(ApiError):
    """An answer that is not what the settings say it is."""


class OutOfTimeError(ApiError):
    """The function's time is nearly up."""


class DeliveryError(ApiError):
    """The stream did not take all items."""


class SecretError(ApiError):
    """A secret that cannot be a header's value."""


class TransientError(ApiError):
    """A failure that may be gone with the next try."""

    def __init__(self, message: str, wait_seconds: float | None = None) -> None:
        """Say what failed, and how long the API asks to wait before the next try, if it does."""
        super().__init__(message)
        self.wait_seconds = wait_seconds


def legible(url: str) -> str:
    """Return an address for a message: without user, query and fragment, where secrets may stand."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" + ("?…" if parts.query else "")
