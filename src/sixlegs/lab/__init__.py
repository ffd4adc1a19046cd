"""Sites to try a crawler on, served on this machine."""
