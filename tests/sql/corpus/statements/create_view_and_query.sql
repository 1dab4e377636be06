-- athena: open-source Trino reads no view back from the emulator's catalog
-- columns: ["_col0", "_col1"]
-- types: ["bigint", "double"]
-- row: ["7", "651.23"]
CREATE VIEW purchases AS SELECT event_id, revenue FROM events WHERE event_type = 'purchase';
SELECT count(*), round(sum(revenue), 2) FROM purchases
