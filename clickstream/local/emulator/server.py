"""Server process of a local stack: MiniStack on loopback, with patched services.

The version of MiniStack is pinned, since the patches replace private functions of it.
"""

from __future__ import annotations

import importlib.metadata
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from clickstream.local import child_process

if TYPE_CHECKING:
    from collections.abc import Mapping

    from clickstream.local.emulator.web_pages import Application

MINISTACK_VERSION = "1.5.33"
FAKE_KEY = "000000000000"
"""Access key and secret key. MiniStack uses an access key of twelve digits as account number."""

TEMPORARY = "tmp"
"""Name of the server's temporary directory, in the directory of the stack."""

INHERITED_VARIABLES = ("HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "USER")


def environment(
    inherited: Mapping[str, str], *, port: int, directory: Path, region: str
) -> dict[str, str]:
    """Return the whole environment of the server.

    MiniStack passes it on to Lambda functions, so it contains few variables of the user.
    """
    return {
        **{name: inherited[name] for name in INHERITED_VARIABLES if name in inherited},
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",  # IoT and SFTP would open further ports
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "MINISTACK_REGION": region,
        "TMPDIR": str(directory / TEMPORARY),
        "TZ": "UTC",  # as on Lambda; Athena's timestamps are in UTC
    }


def client_options(endpoint: str, region: str) -> dict[str, Any]:
    """Return the arguments with which `boto3.client(service, …)` connects to the emulator."""
    return {
        "region_name": region,
        "endpoint_url": endpoint,
        "aws_access_key_id": FAKE_KEY,
        "aws_secret_access_key": FAKE_KEY,
    }


def main(directory: Path) -> None:
    """Serve until killed.

    Args:
        directory: Directory of the stack. A server that exits with its parent removes it.
    """
    child_process.exit_with_parent(remove=directory)
    sys.argv = ["ministack"]  # MiniStack parses the command line
    _check_version()
    # MiniStack reads the environment on import, and exit_with_parent comes first.
    from clickstream.local.emulator.athena import patch_athena  # noqa: PLC0415 - see above
    from clickstream.local.emulator.crawlers import patch_crawlers  # noqa: PLC0415 - see above
    from clickstream.local.emulator.firehose import patch_firehose  # noqa: PLC0415 - see above
    from clickstream.local.emulator.function_updates import (  # noqa: PLC0415 - see above
        patch_function_updates,
    )
    from clickstream.local.emulator.logs import patch_logs  # noqa: PLC0415 - see above
    from clickstream.local.emulator.message_moves import MessageMoves  # noqa: PLC0415 - see above
    from clickstream.local.emulator.message_removal import (  # noqa: PLC0415 - see above
        MessageRemoval,
    )
    from clickstream.local.emulator.metrics import patch_metrics  # noqa: PLC0415 - see above
    from clickstream.local.emulator.web_pages import without_web_pages  # noqa: PLC0415 - see above

    patch_crawlers(patch_athena(directory / TEMPORARY / "athena"))
    patch_firehose()
    patch_function_updates()
    MessageMoves().patch()
    MessageRemoval().patch()
    patch_logs()
    patch_metrics()
    from ministack import app  # noqa: PLC0415 - see above

    # MiniStack has read its log level; a Lambda function would read this variable as its own.
    del os.environ["LOG_LEVEL"]
    app.app = without_web_pages(cast("Application", app.app))
    app.main()


def _check_version() -> None:
    try:
        installed = importlib.metadata.version("ministack")
    except importlib.metadata.PackageNotFoundError:
        installed = "none"
    if installed != MINISTACK_VERSION:
        sys.exit(
            f"clickstream/local/emulator patches MiniStack {MINISTACK_VERSION}; installed: {installed}. Install it: pip install -r requirements-dev.txt"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
