-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar", "varchar", "varchar"]
-- row: ["[1,\"a\",true]", "[1]", "[1,null]"]
SELECT json_array(1, 'a', true), json_array(1, NULL), json_array(1, NULL NULL ON NULL)
