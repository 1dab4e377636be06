-- columns: ["_col0", "_col1"]
-- types: ["varchar", "bigint"]
-- row: ["é", "2"]
SELECT normalize('é'), length(normalize('é', NFD))
