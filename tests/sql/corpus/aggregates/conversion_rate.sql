-- columns: ["conversion"]
-- types: ["double"]
-- row: ["0.7778"]
SELECT round(1e0 * count(DISTINCT CASE WHEN event_type = 'purchase' THEN session_id END) / count(DISTINCT session_id), 4) AS conversion FROM events
