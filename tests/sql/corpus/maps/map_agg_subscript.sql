-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["7"]
SELECT map_agg(event_type, n)['purchase'] FROM (SELECT event_type, count(*) AS n FROM events GROUP BY event_type)
