-- error: SYNTAX_ERROR
-- message: line 1:49: mismatched input '<EOF>'. Expecting: '(', 'CUBE', 'GROUPING', 'ROLLUP', <expression>
SELECT year, count(*) FROM events GROUP BY year,
