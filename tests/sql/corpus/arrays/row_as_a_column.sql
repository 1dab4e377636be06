-- columns: ["address"]
-- types: ["row(city varchar, geo row(lat double, lon double))"]
-- row: ["{city=Köln, geo={lat=50.9375, lon=6.9603}}"]
-- row: ["{city=東京, geo=null}"]
-- row: ["{city=null, geo={lat=42.36, lon=-71.06}}"]
-- row: [null]
-- row: ["{city=Pune, geo={lat=18.52, lon=null}}"]
-- row: [null]
SELECT address FROM orders ORDER BY order_id
