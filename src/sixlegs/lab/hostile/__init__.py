"""The hostile web on loopback: one table says what each link is, what stands behind it, and what must be said of it."""
