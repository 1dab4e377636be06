-- columns: []
-- types: []
CREATE VIEW purchases AS SELECT event_id, revenue FROM events WHERE event_type = 'purchase'
