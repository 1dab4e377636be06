-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["0"]
SELECT count(*) FROM (VALUES cast(NULL AS array(integer))) AS t (a) CROSS JOIN UNNEST(a) AS u (x)
