"""The files of a crawl's memory: SQLite databases, each used by one crawl at a time."""
