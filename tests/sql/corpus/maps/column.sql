-- columns: ["points"]
-- types: ["map(varchar, bigint)"]
-- row: ["{app=10, club=79}"]
-- row: ["{club=255}"]
-- row: ["{}"]
-- row: [null]
-- row: ["{app=5, club=null}"]
-- row: [null]
SELECT points FROM orders ORDER BY order_id
