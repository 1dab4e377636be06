-- columns: ["_col0"]
-- types: ["array(row(id varchar, n bigint))"]
-- row: ["[{id=e11, n=null}, {id=e12, n=null}]"]
SELECT array_agg(CAST(ROW(event_id, quantity) AS ROW(id varchar, n bigint)) ORDER BY event_id) FROM events WHERE day = '29'
