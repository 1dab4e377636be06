-- error: TYPE_MISMATCH
-- message: line 1:75: Cannot apply operator: varchar < integer
SELECT count(*) FROM events WHERE json_extract_scalar(extra, '$.results') > 1
