"""Owns the parts that the command line is made of; sixlegs.cli puts them together."""
