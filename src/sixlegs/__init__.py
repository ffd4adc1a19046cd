"""sixlegs: one crawl core, many concurrency strategies."""

__version__ = "0.1.0"
