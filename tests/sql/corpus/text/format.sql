-- columns: ["_col0", "_col1", "_col2", "_col3", "_col4"]
-- types: ["varchar", "varchar", "varchar", "varchar", "varchar"]
-- row: ["tent has 3 pieces", "20.00", "00042", "1,234,567", "5%"]
SELECT format('%s has %d pieces', 'tent', 3), format('%.2f', 19.999e0), format('%05d', 42), format('%,d', 1234567), format('%s%%', 5)
