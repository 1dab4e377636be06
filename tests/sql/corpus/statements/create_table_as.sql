-- error: GENERIC_INTERNAL_ERROR
-- message: Cannot invoke "java.lang.Integer.intValue()" because the return value of "com.amazonaws.services.glue.model.StorageDescriptor.getNumberOfBuckets()" is null
CREATE TABLE copies WITH (format = 'PARQUET') AS SELECT event_id, quantity FROM events WHERE event_type = 'purchase';
SELECT count(*), sum(quantity) FROM copies
