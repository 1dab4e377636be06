"""The server process: MiniStack on loopback, with its Athena taught Athena's SQL, and its Firehose jq.

Three functions of MiniStack are changed, and its version is pinned for it. Athena's `_run_duckdb`,
which hands a query to DuckDB as it is written, gets the query translated first
(`athena_to_duckdb`), and timestamps come back as Athena writes them. Firehose's
`_deliver_records_to_s3` gets records parted into events, and `_metadata_extraction_keys` evaluates
the whole of jq (`firehose`), where a stream partitions dynamically; other streams are delivered as
before.
"""

from __future__ import annotations

import functools
import importlib.metadata
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from clickstream.local import tether

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

MINISTACK_VERSION = "1.5.33"
FAKE_KEY = "000000000000"
"""Access key and secret. MiniStack takes an access key of twelve digits for the account's number."""

TEMPORARY = "tmp"
"""Where in the stack's directory the server keeps its files."""

INHERITED = ("HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "USER")


def environment(
    inherited: Mapping[str, str], *, port: int, directory: Path, region: str
) -> dict[str, str]:
    """Return the server's whole environment. Its functions get it too, so it is built from next to nothing."""
    return {
        **{name: inherited[name] for name in INHERITED if name in inherited},
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(port),
        "IOT_MTLS_ENABLED": "0",  # these two would open ports of their own
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": "WARNING",
        "MINISTACK_REGION": region,
        "TMPDIR": str(directory / TEMPORARY),
        "TZ": "UTC",  # as on Lambda, and what Athena's timestamps are in
    }


def client_options(endpoint: str, region: str) -> dict[str, Any]:
    """Return what `boto3.client` needs, beside the service's name, to talk to a server."""
    return {
        "region_name": region,
        "endpoint_url": endpoint,
        "aws_access_key_id": FAKE_KEY,
        "aws_secret_access_key": FAKE_KEY,
    }


def main(directory: Path) -> None:
    """Serve until killed. The stack's `directory` goes with a server that dies with its starter."""
    tether.hold(scrap=directory)
    sys.argv = ["ministack"]  # MiniStack reads its own options from here
    if _installed() != MINISTACK_VERSION:
        sys.exit(
            f"clickstream/local/emulator/server.py changes MiniStack {MINISTACK_VERSION}, and {_installed() or 'none'} is installed: pip install -r requirements-dev.txt"
        )
    _teach_athena()
    _teach_firehose()
    from ministack import app  # noqa: PLC0415 - reads the environment when imported, and the tether comes first

    # the server's own, read by now; a function would take it for its logger's
    del os.environ["LOG_LEVEL"]
    app.main()


def _teach_athena() -> None:
    """Let Athena run Athena's SQL."""
    from ministack.services import athena, glue  # noqa: PLC0415 - reads the environment when imported, and the tether comes first

    from clickstream.local.sql import athena_to_duckdb  # noqa: PLC0415 - reads the environment when imported, and the tether comes first

    # MiniStack has no type information; what is used of it is named here and nowhere else.
    run: Callable[[str, str, str | None], Awaitable[dict[str, Any]]] | None = getattr(
        athena, "_run_duckdb", None
    )
    tables: Mapping[str, dict[str, Any]] | None = getattr(glue, "_tables", None)
    if run is None or tables is None:
        sys.exit(
            "MiniStack has no `athena._run_duckdb` or no `glue._tables`: clickstream/local/emulator/server.py has to be adapted to it"
        )

    @functools.wraps(run)
    async def run_translated(
        query: str, database: str, catalog: str | None = None
    ) -> dict[str, Any]:
        results = await run(
            athena_to_duckdb.translate(query, columns(tables), database), database, catalog
        )
        return {
            **results,
            "rows": [[athena_to_duckdb.result(value) for value in row] for row in results["rows"]],
        }

    athena._run_duckdb = run_translated  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the pinned workaround


def _teach_firehose() -> None:
    """Let Firehose part records into events and evaluate jq, where it partitions dynamically."""
    from ministack.services import firehose as service  # noqa: PLC0415 - reads the environment when imported, and the tether comes first

    from clickstream.local.emulator import firehose  # noqa: PLC0415 - reads the environment when imported, and the tether comes first

    # MiniStack has no type information; what is used of it is named here and nowhere else.
    deliver: Callable[..., None] | None = getattr(service, "_deliver_records_to_s3", None)
    convert: Callable[[dict[str, Any], bytes], bytes] | None = getattr(
        service, "_convert_to_parquet", None
    )
    delivery_error: type[Exception] | None = getattr(service, "_DeliveryError", None)
    if (
        deliver is None
        or convert is None
        or delivery_error is None
        or not hasattr(service, "_metadata_extraction_keys")
    ):
        sys.exit(
            "MiniStack's Firehose has not the functions that clickstream/local/emulator/server.py changes: it has to be adapted to it"
        )

    def converts(configuration: Mapping[str, Any], piece: bytes) -> bool:
        conversion = configuration.get("DataFormatConversionConfiguration")
        try:
            return not conversion or bool(convert(conversion, piece))
        except delivery_error:
            return False

    @functools.wraps(deliver)
    def deliver_events(
        stream: dict[str, Any], dest: dict[str, Any], records: list[tuple[str, bytes]]
    ) -> None:
        configuration: dict[str, Any] = dest["config"]
        query = firehose.parameter(configuration, "MetadataExtraction", "MetadataExtractionQuery")
        if (
            query is not None
            and firehose.parameter(configuration, "RecordDeAggregation", "SubRecordType") == "JSON"
        ):
            pieces = functools.partial(
                firehose.grouped, query=query, converts=functools.partial(converts, configuration)
            )
            records = [
                (record_id, piece) for record_id, record in records for piece in pieces(record)
            ]
        deliver(stream, dest, records)

    def extract(cfg: dict[str, Any], data: bytes) -> dict[str, str] | None:
        query = firehose.parameter(cfg, "MetadataExtraction", "MetadataExtractionQuery")
        try:
            return firehose.partition_keys(query, data) if query is not None else None
        except firehose.ExtractionError as error:
            kind = "processing-failed"
            raise delivery_error(kind, str(error)) from error

    service._deliver_records_to_s3 = deliver_events  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the pinned workaround
    service._metadata_extraction_keys = extract  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the pinned workaround


def _installed() -> str | None:
    try:
        return importlib.metadata.version("ministack")
    except importlib.metadata.PackageNotFoundError:
        return None


def columns(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, dict[str, str]]]:
    """Return the columns of Glue tables that are keyed `database/table`: data columns, then partition keys."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for key, table in tables.items():
        database, _, name = key.partition("/")
        storage = cast("Mapping[str, Any]", table.get("StorageDescriptor") or {})
        listed: list[dict[str, str]] = [
            *storage.get("Columns", []),
            *table.get("PartitionKeys", []),
        ]
        found.setdefault(database, {})[name] = {
            column["Name"]: column.get("Type", "string") for column in listed
        }
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
