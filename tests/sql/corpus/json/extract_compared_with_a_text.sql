-- error: TYPE_MISMATCH
-- message: line 1:65: Cannot apply operator: json = varchar(3)
SELECT count(*) FROM events WHERE json_extract(extra, '$.gift') = 'yes'
