-- columns: ["_col0"]
-- types: ["map(varchar(1), array(integer))"]
-- row: ["{a=[1]}"]
SELECT multimap_agg(k, v) FROM (VALUES ('a', 1)) AS t (k, v)
