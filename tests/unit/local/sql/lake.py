"""Tables of the lake in the tests."""

TABLES = {
    "lake": {
        "events": {
            "event_type": "string",
            "quantity": "bigint",
            "price": "double",
            "event_time": "timestamp",
            "extra": "string",
            "url": "string",
            "day": "string",
        },
        "orders": {
            "id": "string",
            "products": "array<struct<sku:string,price:double,size:struct<cm:int>>>",
            "labels": "map<string,string>",
        },
        "other": {"event_type": "string", "nested": "struct<a:int,b:array<string>>"},
    }
}
