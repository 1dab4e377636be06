"""Settings of the function, from its environment variables."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import boto3

from api_source.errors import SecretError

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class ApiSettings:
    """Settings of the poll. `components/shared/api_request.py` describes and validates them."""

    url: str
    method: str
    body: str
    headers: dict[str, str]
    secret_arn: str
    secret_header: str
    items_path: str
    paging: str
    page_parameter: str
    next_path: str
    max_pages: int
    timeout_seconds: int
    allow_private: bool

    @property
    def digest(self) -> str:
        """Digest of all settings. State that was saved under another digest is ignored."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:32]


def read_settings(environment: Mapping[str, str]) -> ApiSettings:
    """Return the settings.

    Raises:
        KeyError: If the variable `API` is missing. The deployment sets it.
    """
    return ApiSettings(**json.loads(environment["API"]))


def request_headers(api: ApiSettings, region: str) -> dict[str, str]:
    """Return the request headers, with the secret.

    The secret is read in each run, so that it can be rotated.

    Raises:
        SecretError: If the secret is not a valid header value. The message does not show the
            secret, unlike the message of the HTTP library.
    """
    if not api.secret_arn:
        return api.headers
    stored = boto3.client("secretsmanager", region_name=region).get_secret_value(
        SecretId=api.secret_arn
    )
    secret = stored.get("SecretString", "").strip()  # secrets are often stored with a final newline
    if not (secret.isascii() and secret.isprintable() and secret):
        msg = (
            f"the secret {api.secret_arn} is not a valid value of the header {api.secret_header}: "
            "it is empty or binary, or holds characters other than printable ASCII; "
            "store the whole value of the header as its text"
        )
        raise SecretError(msg)
    return {**api.headers, api.secret_header: secret}
