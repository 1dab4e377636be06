-- columns: ["event_id", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["e01", null]
-- row: ["e02", null]
-- row: ["e03", null]
-- row: ["e11", null]
-- row: ["e12", null]
-- row: ["e13", "tent"]
SELECT event_id, regexp_extract(page_url, '/p/(\w+)', 1) FROM events WHERE day IN ('31', '29') ORDER BY event_id
