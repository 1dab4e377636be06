-- error: SYNTAX_ERROR
-- message: line 1:8: mismatched input 'MACRO'. Expecting: 'CATALOG', 'FUNCTION', 'MATERIALIZED', 'OR', 'ROLE', 'SCHEMA', 'TABLE', 'VIEW'
CREATE MACRO twice(x) AS x * 2
