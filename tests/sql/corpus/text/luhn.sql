-- columns: ["_col0"]
-- types: ["boolean"]
-- row: ["true"]
SELECT luhn_check('79927398713')
