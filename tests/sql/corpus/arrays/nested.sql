-- columns: ["_col0"]
-- types: ["array(array(varchar(1)))"]
-- row: ["[[a], [], null]"]
SELECT ARRAY[ARRAY['a'], ARRAY[], NULL]
