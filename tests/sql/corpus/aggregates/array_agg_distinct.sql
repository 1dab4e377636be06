-- columns: ["_col0"]
-- types: ["array(varchar)"]
-- row: ["[add_to_cart, page_view, product_view, purchase, search]"]
SELECT array_sort(array_agg(DISTINCT event_type)) FROM events WHERE month = '01'
