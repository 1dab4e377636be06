-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["780C3DB4CE3DE5B9E55816FBA98F590631D96C075271B26976238D5F4444219B"]
SELECT to_hex(hmac_sha256(to_utf8('a'), to_utf8('key')))
