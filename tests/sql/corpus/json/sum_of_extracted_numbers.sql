-- error: INVALID_CAST_ARGUMENT
-- message: Cannot cast 'many' to BIGINT
SELECT sum(cast(json_extract_scalar(extra, '$.results') AS bigint)) FROM events WHERE event_type = 'search'
