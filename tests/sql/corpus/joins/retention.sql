-- columns: ["user_id", "days", "_col2"]
-- types: ["varchar", "bigint", "bigint"]
-- row: ["u-1", "0", "5"]
-- row: ["u-1", "330", "3"]
-- row: ["u-5", "0", "1"]
-- row: ["u-5", "1", "6"]
WITH firsts AS (SELECT user_id, min(date(event_time)) AS first_day FROM events WHERE user_id IS NOT NULL GROUP BY user_id) SELECT f.user_id, date_diff('day', f.first_day, date(e.event_time)) AS days, count(*) FROM firsts AS f JOIN events AS e ON e.user_id = f.user_id WHERE f.user_id IN ('u-1', 'u-5') GROUP BY 1, 2 ORDER BY 1, 2
