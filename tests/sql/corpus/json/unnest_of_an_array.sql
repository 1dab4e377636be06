-- columns: ["e"]
-- types: ["varchar"]
-- row: ["a"]
-- row: ["b"]
SELECT e FROM events CROSS JOIN UNNEST(cast(json_extract(extra, '$.experiments') AS array(varchar))) AS t (e) WHERE event_id = 'e04' ORDER BY e
