-- columns: ["pieces", "_col1"]
-- types: ["varchar(4)", "bigint"]
-- row: ["few", "25"]
-- row: ["many", "5"]
SELECT CASE WHEN quantity > 1 THEN 'many' ELSE 'few' END AS pieces, count(*) FROM events GROUP BY CASE WHEN quantity > 1 THEN 'many' ELSE 'few' END ORDER BY 1
