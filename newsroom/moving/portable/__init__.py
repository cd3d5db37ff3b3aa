"""A whole site as files: which tables go along, how a row is a line, what a folder may hold."""
