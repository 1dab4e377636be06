-- error: GENERIC_INTERNAL_ERROR
-- message: com.google.common.util.concurrent.UncheckedExecutionException: java.lang.NullPointerException: Cannot invoke "java.lang.Integer.intValue()" because the return value of "com.amazonaws.services.glue.model.StorageDescriptor.getNumberOfBuckets()" is null
CREATE VIEW everything AS SELECT * FROM orders;
SELECT order_id, total, points, cardinality(items) FROM everything ORDER BY order_id
