-- error: GENERIC_INTERNAL_ERROR
-- message: Cannot invoke "java.lang.Integer.intValue()" because the return value of "com.amazonaws.services.glue.model.StorageDescriptor.getNumberOfBuckets()" is null
CREATE TABLE copies AS SELECT event_id FROM events WITH NO DATA;
SELECT count(*) FROM copies
