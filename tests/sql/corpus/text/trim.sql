-- columns: ["_col0", "_col1", "_col2", "_col3"]
-- types: ["varchar(5)", "varchar(3)", "varchar(3)", "varchar"]
-- row: ["a", "a", "a", "Straße\t50%_"]
SELECT trim('  a  '), ltrim('  a'), rtrim('a  '), trim(search_query) FROM events WHERE event_id = 'e21'
