-- columns: ["_col0"]
-- types: ["bigint"]
-- row: ["30"]
SELECT count(*) FROM awsdatacatalog.lake.events
