-- error: SYNTAX_ERROR
-- message: line 1:42: mismatched input '('. Expecting: 'BY'
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY product_price) FROM events
