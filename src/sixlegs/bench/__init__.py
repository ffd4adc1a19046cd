"""Owns the side-by-side comparison of concurrency strategies: plan, runs, statistics, and the file that keeps them."""
