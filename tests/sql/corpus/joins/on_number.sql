-- error: TYPE_MISMATCH
-- message: line 1:70: JOIN ON clause must evaluate to a boolean: actual type integer
SELECT count(*) FROM (VALUES 1) AS t (n) JOIN (VALUES 1) AS u (m) ON 1
