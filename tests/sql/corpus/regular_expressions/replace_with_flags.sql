-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Unexpected parameters (varchar(3), varchar(1), varchar(1), varchar(1)) for function regexp_replace. Expected: regexp_replace(varchar(x), joniregexp), regexp_replace(varchar(x), joniregexp, varchar(y)), regexp_replace(varchar, joniregexp, function(array(varchar),varchar(x)))
SELECT regexp_replace('aAa', 'a', 'x', 'g')
