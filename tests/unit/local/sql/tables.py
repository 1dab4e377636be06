"""Tables that the statements of the tests name."""

TABLES = {
    "lake": {
        "events": {
            "event_id": "string",
            "event_type": "string",
            "event_time": "timestamp",
            "price": "double",
            "quantity": "bigint",
            "hour": "int",
            "total": "decimal(12,2)",
            "extra": "string",
            "year": "string",
        },
        "orders": {
            "id": "string",
            "tags": "array<string>",
            "points": "map<string,bigint>",
            "item": "struct<sku:string,size:struct<cm:int>>",
            "items": "array<struct<sku:string,price:double>>",
        },
    }
}
