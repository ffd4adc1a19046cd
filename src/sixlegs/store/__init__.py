"""What is remembered of a crawl beyond its end: as values here, as files in `sqlite`."""
