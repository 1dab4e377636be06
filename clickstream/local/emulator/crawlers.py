"""Patch of MiniStack's Glue crawlers: a crawl adds the partitions of its tables to the catalog.

MiniStack's crawlers succeed and do nothing, so that a table without partition projection would stay
empty for Athena.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from clickstream.local.emulator.ministack import members, replace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clickstream.local.sql.engine import Engine

    Response = tuple[int, Mapping[str, str], bytes]

OK = 200


def patch_crawlers(engine: Engine) -> None:
    """Replace the function of MiniStack that starts a crawler.

    Args:
        engine: Engine of the local Athena, which finds partitions as MSCK REPAIR TABLE does.
    """
    glue = members("glue", "_start_crawler", "_crawlers")
    start: Callable[[dict[str, Any]], Response] = glue["_start_crawler"]

    def crawl(data: dict[str, Any]) -> Response:
        response = start(data)
        if response[0] == OK:
            for target in glue["_crawlers"][data["Name"]]["Targets"].get("CatalogTargets", []):
                for table in target["Tables"]:
                    engine.run(f"MSCK REPAIR TABLE `{table}`", database=target["DatabaseName"])
        return response

    replace("glue", "_start_crawler", crawl)
