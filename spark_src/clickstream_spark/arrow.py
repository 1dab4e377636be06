"""Modules of pyarrow, typed as Any: pyarrow has no type information."""

from typing import Any

import pyarrow as _pa  # noqa: ICN001 - other modules see the usual name, `pa`
import pyarrow.parquet as _pq

pa: Any = _pa
pq: Any = _pq
RecordBatch = Any
"""A `pyarrow.RecordBatch`."""
Schema = Any
"""A `pyarrow.Schema`."""
