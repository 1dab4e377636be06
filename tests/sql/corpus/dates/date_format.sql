-- columns: ["_col0", "_col1", "_col2"]
-- types: ["varchar", "varchar", "varchar"]
-- row: ["2026-11-01 11:45:12", "Sunday November 1, 26 11:45 AM", "Sun Nov 11 11 11 305 345000 11:45:12 11:45:12 AM %"]
SELECT date_format(event_time, '%Y-%m-%d %H:%i:%s'), date_format(event_time, '%W %M %e, %y %h:%i %p'), date_format(event_time, '%a %b %c %k %l %j %f %T %r %%') FROM events WHERE event_id = 'e18'
