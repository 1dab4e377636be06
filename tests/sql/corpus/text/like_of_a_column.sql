-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["5"]
SELECT count(*) FROM events WHERE page_url LIKE '%/p/%'
