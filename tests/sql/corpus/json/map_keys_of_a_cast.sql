-- columns: ["_col0"]
-- types: ["array(varchar)"]
-- row: ["[experiments, price, utm]"]
SELECT array_sort(map_keys(cast(json_parse(extra) AS map(varchar, json)))) FROM events WHERE event_id = 'e04'
