-- error: SYNTAX_ERROR
-- message: line 1:22: mismatched input ''s3://lake/events/rows.parquet''. Expecting: '(', 'JSON_TABLE', 'LATERAL', 'TABLE', 'UNNEST', <identifier>
SELECT count(*) FROM 's3://lake/events/rows.parquet'
