-- error: SYNTAX_ERROR
-- message: line 1:8: mismatched input 'INDEX'. Expecting: 'CATALOG', 'FUNCTION', 'MATERIALIZED', 'OR', 'ROLE', 'SCHEMA', 'TABLE', 'VIEW'
CREATE INDEX i ON events (event_id)
