-- athena: open-source Trino reads no view back from the emulator's catalog
-- columns: ["kind", "n"]
-- types: ["varchar", "bigint"]
-- row: ["paid", "3"]
-- row: ["placed", "2"]
-- row: ["shipped", "1"]
CREATE VIEW totals AS WITH t AS (SELECT kind, count(*) AS n FROM orders GROUP BY kind) SELECT * FROM t;
SELECT kind, n FROM totals ORDER BY kind
