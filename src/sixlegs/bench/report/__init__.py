"""The pictures and words made of a result file of `crawl bench`; nothing here runs anything."""
