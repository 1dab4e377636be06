-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["product_view > product_view > add_to_cart > purchase"]
SELECT array_join(array_agg(event_type ORDER BY event_time), ' > ') FROM events WHERE session_id = 's-4'
