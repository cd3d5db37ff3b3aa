"""Lists of subscribers in and out, as CSV."""
