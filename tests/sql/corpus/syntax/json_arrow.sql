-- error: SYNTAX_ERROR
-- message: line 1:16: mismatched input '>'. Expecting: <expression>
SELECT extra ->> '$.gift' FROM events
