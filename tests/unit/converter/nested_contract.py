"""Contract with every type, with restricted members inside of stored values."""

from __future__ import annotations

from clickstream.contract import Column, ColumnType, Contract
from clickstream.contract.data_types import DataType, Field
from clickstream.contract.model import Protection

STRING = DataType(ColumnType.STRING)
DOUBLE = DataType(ColumnType.DOUBLE)
INTEGER = DataType(ColumnType.INTEGER)
MONEY = DataType(ColumnType.DECIMAL, precision=10, scale=2)
ITEM = DataType(
    ColumnType.STRUCT,
    fields=(
        Field("sku", STRING),
        Field("unit_price", MONEY, key="price"),
        Field("quantity", INTEGER),
    ),
)
GEO = DataType(ColumnType.STRUCT, fields=(Field("lat", DOUBLE), Field("lon", DOUBLE)))
ADDRESS = DataType(ColumnType.STRUCT, fields=(Field("city", STRING), Field("geo", GEO)))


def _column(
    name: str, data_type: DataType, *sources: str, protection: Protection | None = None
) -> Column:
    return Column(
        name, data_type.kind, sources=sources or (name,), data_type=data_type, protection=protection
    )


def _restricted(name: str, source: str, protection: Protection = Protection.DROP) -> Column:
    return _column(name, STRING, source, protection=protection)


NESTED = Contract(
    "nested",
    "1",
    "Events with nested members.",
    (
        Column("event_id", ColumnType.STRING, sources=("meta.id", "id")),
        Column("event_time", ColumnType.TIMESTAMP, required=True, sources=("meta.time", "time")),
        _column("context", DataType(ColumnType.JSON)),
        _column("page_url", STRING, "context.page.url"),
        _restricted("ip", "context.ip"),
        _restricted("email", "context.user.email", Protection.HASH),
        _restricted("serial", "context.devices.serial"),
        _column("items", DataType(ColumnType.ARRAY, items=ITEM)),
        _restricted("card", "items.card"),
        _column("address", ADDRESS),
        _restricted("street", "address.street"),
        _column("floor", INTEGER, "address.floor"),
        _column("labels", DataType(ColumnType.MAP, items=INTEGER)),
        _column("tags", DataType(ColumnType.ARRAY, items=STRING)),
        _column("total", DataType(ColumnType.DECIMAL, precision=12, scale=3)),
        _column("day", DataType(ColumnType.DATE)),
        _column("at", DataType(ColumnType.TIMESTAMP)),
        _column("clicks", INTEGER),
        _column("secret", ADDRESS, protection=Protection.DROP),
        _restricted("password", "login.password"),
        _restricted("token", 'login.to"ken'),
        _column("login_kind", STRING, "login.kind", "kind"),
    ),
    (),
    "event_time",
    primary_key="event_id",
)
RESTRICTED = NESTED.restricted_paths
