"""The design of every Channels tutorial, to measure against: not part of the product, never imported by it."""
