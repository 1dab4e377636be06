-- columns: ["_col0", "_col1"]
-- types: ["boolean", "boolean"]
-- row: ["true", "false"]
SELECT is_json_scalar('1'), is_json_scalar('{"a": 1}')
