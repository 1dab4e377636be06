-- columns: ["_col0", "_col1"]
-- types: ["varchar(6)", "varchar(20)"]
-- row: ["ba", "bANANa"]
SELECT replace('banana', 'an'), replace('banana', 'an', 'AN')
