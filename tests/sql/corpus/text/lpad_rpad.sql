-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar", "varchar", "varchar"]
-- row: ["007", "abxyx", "123"]
SELECT lpad('7', 3, '0'), rpad('ab', 5, 'xy'), lpad('12345', 3, '0')
