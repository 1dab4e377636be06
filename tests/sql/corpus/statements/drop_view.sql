-- error: GENERIC_INTERNAL_ERROR
-- message: com.google.common.util.concurrent.UncheckedExecutionException: java.lang.NullPointerException: Cannot invoke "java.lang.Integer.intValue()" because the return value of "com.amazonaws.services.glue.model.StorageDescriptor.getNumberOfBuckets()" is null
CREATE VIEW one AS SELECT 1 AS n;
DROP VIEW one
