"""Environment of the handler's modules at import, and fixtures of HTTP servers."""

from __future__ import annotations

import os
import ssl
from typing import TYPE_CHECKING

import pytest
import trustme

from tests.unit.api_source.server import HOST, OTHER_HOST, Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

os.environ.update(
    POWERTOOLS_SERVICE_NAME="api-source", POWERTOOLS_METRICS_NAMESPACE="ClickstreamLake"
)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        yield running


@pytest.fixture
def tls_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Yield a TLS server with a certificate for two names, whose authority is trusted."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST, OTHER_HOST).configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with Server(context) as running:
        yield running
