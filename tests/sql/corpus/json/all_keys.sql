-- columns: ["k", "_col1"]
-- types: ["varchar", "bigint"]
-- row: ["gift", "2"]
-- row: ["note", "1"]
-- row: ["results", "1"]
SELECT k, count(*) FROM events CROSS JOIN UNNEST(map_keys(cast(try(json_parse(extra)) AS map(varchar, json)))) AS t (k) WHERE month = '11' AND day = '01' GROUP BY k ORDER BY k
