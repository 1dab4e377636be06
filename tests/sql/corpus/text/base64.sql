-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar", "varchar", "varchar"]
-- row: ["S8O2bG4=", "Köln", "YT8-"]
SELECT to_base64(to_utf8('Köln')), from_utf8(from_base64('S8O2bG4=')), to_base64url(to_utf8('a?>'))
