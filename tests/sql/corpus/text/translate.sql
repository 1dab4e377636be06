-- columns: ["_col0", "_col1"]
-- types: ["varchar", "varchar"]
-- row: ["xbyd", "ac"]
SELECT translate('abcd', 'ac', 'xy'), translate('abc', 'b', '')
