-- columns: ["items"]
-- types: ["array(row(sku varchar, price decimal(10, 2), pieces integer, weight double, gift boolean, added_at timestamp, best_before date, labels map(varchar, array(varchar)), note varchar))"]
-- row: ["[{sku=k-1, price=39.90, pieces=2, weight=1.5, gift=true, added_at=2026-01-01 00:02:00.000, best_before=2027-01-01, labels={colour=[steel, black]}, note={\"engraving\": \"Ada\"}}]"]
SELECT items FROM orders WHERE order_id = 'o-1'
