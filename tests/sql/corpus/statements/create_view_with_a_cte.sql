-- error: GENERIC_INTERNAL_ERROR
-- message: com.google.common.util.concurrent.UncheckedExecutionException: java.lang.NullPointerException: Cannot invoke "java.lang.Integer.intValue()" because the return value of "com.amazonaws.services.glue.model.StorageDescriptor.getNumberOfBuckets()" is null
CREATE VIEW totals AS WITH t AS (SELECT kind, count(*) AS n FROM orders GROUP BY kind) SELECT * FROM t;
SELECT kind, n FROM totals ORDER BY kind
