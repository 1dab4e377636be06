-- columns: ["Valid"]
-- types: ["boolean"]
-- row: ["true"]
EXPLAIN (TYPE VALIDATE) SELECT count(*) FROM events
