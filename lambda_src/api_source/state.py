"""State between runs: the validators of the last response, for conditional requests."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_s3 import S3Client

VALIDATORS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
"""Request header for each validator: https://www.rfc-editor.org/rfc/rfc9110#section-8.8"""


@dataclass(frozen=True)
class PollState:
    """S3 object that holds the state."""

    s3: S3Client
    bucket: str
    key: str

    def load(self, digest: str) -> dict[str, str]:
        """Return the headers of a conditional request.

        Args:
            digest: Digest of the current settings. State that was saved under other settings is
                ignored.
        """
        try:
            body = self.s3.get_object(Bucket=self.bucket, Key=self.key)["Body"].read()
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "NoSuchKey":
                return {}
            raise
        saved = json.loads(body)
        return saved["conditions"] if saved["settings"] == digest else {}

    def save(self, digest: str, conditions: Mapping[str, str]) -> None:
        """Save the headers of the next conditional request, which may be none."""
        body = json.dumps({"settings": digest, "conditions": conditions})
        self.s3.put_object(
            Bucket=self.bucket, Key=self.key, Body=body.encode(), ContentType="application/json"
        )


def conditional_headers(response_headers: Mapping[str, str]) -> dict[str, str]:
    """Return the request headers that repeat the validators of a response."""
    return {
        condition: response_headers[validator]
        for validator, condition in VALIDATORS.items()
        if validator in response_headers
    }
