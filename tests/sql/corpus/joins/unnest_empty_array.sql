-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["0"]
SELECT count(*) FROM UNNEST(cast(ARRAY[] AS array(integer))) AS t (x)
