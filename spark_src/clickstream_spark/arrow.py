"""Modules of pyarrow, typed as Any since pyarrow has no type information, and types of Arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as _pa  # noqa: ICN001 - other modules see the usual name, `pa`
import pyarrow.parquet as _pq

from clickstream.contract import ColumnType

if TYPE_CHECKING:
    from clickstream.contract import DataType

pa: Any = _pa
pq: Any = _pq
RecordBatch = Any
"""A `pyarrow.RecordBatch`."""
Schema = Any
"""A `pyarrow.Schema`."""

_TYPES: dict[ColumnType, Any] = {
    ColumnType.BIGINT: pa.int64(),
    ColumnType.INTEGER: pa.int32(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.DOUBLE: pa.float64(),
    ColumnType.STRING: pa.string(),
    ColumnType.JSON: pa.string(),
    ColumnType.DATE: pa.date32(),
}


def arrow_type(data_type: DataType, unit: str) -> Any:  # noqa: ANN401 - a `pyarrow.DataType`
    """Return the Arrow type of a data type.

    Args:
        data_type: Type of a column, or of a part of it.
        unit: Unit of timestamps: `us`, as Spark has them, or `ms`, as the files have them.
    """
    if data_type.kind is ColumnType.TIMESTAMP:
        return pa.timestamp(unit)
    if data_type.kind is ColumnType.DECIMAL:
        return pa.decimal128(data_type.precision, data_type.scale)
    if data_type.items:
        items = arrow_type(data_type.items, unit)
        if data_type.kind is ColumnType.ARRAY:
            return pa.list_(items)
        return pa.map_(pa.string(), items)
    if data_type.fields:
        fields = [(field.name, arrow_type(field.data_type, unit)) for field in data_type.fields]
        return pa.struct(fields)
    return _TYPES[data_type.kind]
