-- columns: ["_col0"]
-- types: ["double"]
-- row: ["193.45"]
SELECT sum(revenue) FROM events WHERE day = '01' AND month = '11'
