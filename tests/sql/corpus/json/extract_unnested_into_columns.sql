-- columns: ["event_id", "sku", "pieces"]
-- types: ["varchar", "varchar", "integer"]
-- row: ["e08", "k-1", "2"]
-- row: ["e10", "t-1", "1"]
-- row: ["e10", "t-2", "3"]
SELECT event_id, sku, pieces FROM events CROSS JOIN UNNEST(cast(json_extract(extra, '$.lines') AS array(row(sku varchar, pieces integer)))) AS t (sku, pieces) ORDER BY event_id, sku
