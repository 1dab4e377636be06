-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters () for function round. Expected: round(bigint), round(bigint, integer), round(decimal(p,s)), round(decimal(p,s), integer), round(double), round(double, integer), round(integer), round(integer, integer), round(real), round(real, integer), round(smallint), round(smallint, integer), round(tinyint), round(tinyint, integer)
SELECT round()
