-- error: GENERIC_INTERNAL_ERROR
-- message: com.google.common.util.concurrent.UncheckedExecutionException: java.lang.NullPointerException: Cannot invoke "java.lang.Integer.intValue()" because the return value of "com.amazonaws.services.glue.model.StorageDescriptor.getNumberOfBuckets()" is null
CREATE VIEW purchases AS SELECT event_id, revenue FROM events WHERE event_type = 'purchase';
SELECT count(*), round(sum(revenue), 2) FROM purchases
