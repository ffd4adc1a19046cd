"""Owns the small site with planted faults that `crawl demo` crawls; its server is this package's `__main__`."""
