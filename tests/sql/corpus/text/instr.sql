-- error: FUNCTION_NOT_FOUND
-- message: line 1:8: Function 'instr' not registered
SELECT instr('banana', 'n')
