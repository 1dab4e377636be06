-- error: DUPLICATE_NAMED_QUERY
-- message: line 1:23: WITH query name 'a' specified more than once
WITH a AS (SELECT 1), a AS (SELECT 2) SELECT * FROM a
