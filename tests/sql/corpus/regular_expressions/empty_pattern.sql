-- columns: ["_col0", "_col1"]
-- types: ["varchar(5)", "boolean"]
-- row: ["-a-b-", "true"]
SELECT regexp_replace('ab', '', '-'), regexp_like('ab', '')
