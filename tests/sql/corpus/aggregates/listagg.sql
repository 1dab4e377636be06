-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["e11,e12"]
SELECT listagg(event_id, ',') WITHIN GROUP (ORDER BY event_id) FROM events WHERE day = '29'
