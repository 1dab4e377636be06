-- columns: []
-- types: []
DROP VIEW IF EXISTS nothing
