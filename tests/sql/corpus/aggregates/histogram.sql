-- columns: ["_col0"]
-- types: ["json"]
-- row: ["{\"Page_View\":1,\"add_to_cart\":3,\"page_view\":7,\"product_view\":5,\"purchase\":7,\"search\":4}"]
SELECT cast(histogram(event_type) AS json) FROM events WHERE year = '2026'
