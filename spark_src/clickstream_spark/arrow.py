"""Arrow, which comes without type information: what the job uses of it goes through here."""

from typing import Any

import pyarrow as _pa  # noqa: ICN001 - `pa` is what everything else sees
import pyarrow.parquet as _pq

pa: Any = _pa
pq: Any = _pq
Batch = Any
"""A `pyarrow.RecordBatch`."""
Schema = Any
"""A `pyarrow.Schema`."""
