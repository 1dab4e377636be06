"""Input columns of the contract, for the alternatives.

They are read from the contract's JSON form, so that no code of the converter is imported.
"""

from __future__ import annotations

import json
from typing import Any

from benchmarks.paths import CONTRACT_JSON


def read_columns() -> tuple[dict[str, str], list[str], str]:
    """Return types of the input columns, names of the stored ones, and name of the event time."""
    contract: dict[str, Any] = json.loads(CONTRACT_JSON.read_text(encoding="utf-8"))
    columns = [column for column in contract["columns"] if column["logic"] is None]
    types = {column["name"]: column["type"] for column in columns}
    return (
        types,
        [column["name"] for column in columns if column["protection"] != "drop"],
        contract["event_time"],
    )
