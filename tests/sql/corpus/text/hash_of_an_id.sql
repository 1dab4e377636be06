-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["50507465c472e904e2bff85b6ec444425bdd44020e00d1da6b95b8509e6a2ab1"]
SELECT lower(to_hex(sha256(to_utf8(user_id)))) FROM events WHERE event_id = 'e28'
