"""The function's settings, from the environment that the deployment gives it."""

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
class Api:
    """How to poll, as `components/shared/api_request.py` describes and checks it."""

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
        """A hash of all settings: what was remembered under other ones does not hold any more."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:32]


def read_api(environment: Mapping[str, str]) -> Api:
    """Return how to poll. A missing variable is a KeyError with its name: the deployment sets all of them."""
    return Api(**json.loads(environment["API"]))


def request_headers(api: Api, region: str) -> dict[str, str]:
    """Return the headers for the API, with the secret among them. The secret is fetched anew, so that it can be rotated.

    Raises:
        SecretError: If it cannot be a header's value. The message does not show it, as the HTTP
            library's would.
    """
    if not api.secret_arn:
        return api.headers
    stored = boto3.client("secretsmanager", region_name=region).get_secret_value(
        SecretId=api.secret_arn
    )
    secret = stored.get("SecretString", "").strip()  # a line's end is easily stored with it
    if not (secret.isascii() and secret.isprintable() and secret):
        msg = f"the secret {api.secret_arn} cannot be the value of {api.secret_header}: it is empty or binary, or holds other characters than printable ASCII"
        raise SecretError(msg)
    return {**api.headers, api.secret_header: secret}
