"""Report of a lake: answers of the named queries as one self-contained HTML file.

`sections` turn the rows of queries into words, a Vega-Lite chart and a table; `page` turns the
sections into HTML.
"""
