-- error: GENERIC_INTERNAL_ERROR
-- message: Cannot invoke "java.lang.Integer.intValue()" because the return value of "com.amazonaws.services.glue.model.StorageDescriptor.getNumberOfBuckets()" is null
CREATE TABLE copies AS SELECT 1 AS n;
INSERT INTO copies VALUES 2;
SELECT n FROM copies ORDER BY n
