-- columns: ["_col0"]
-- types: ["varchar"]
-- row: ["06C83DEE516BF5C7"]
SELECT to_hex(checksum(event_id)) FROM events
