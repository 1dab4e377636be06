-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (varchar(3), integer) for function element_at. Expected: element_at(array(e), bigint) E, element_at(map(K,V), K) K, V
SELECT element_at('abc', 1)
