-- error: TYPE_MISMATCH
-- message: Insert query has mismatched column types: Table: [varchar, varchar, varchar, bigint, varchar, timestamp(3), bigint, varchar, varchar, varchar], Query: [integer]
INSERT INTO quarantine SELECT 1
