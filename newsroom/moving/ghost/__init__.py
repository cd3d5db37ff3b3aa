"""Ghost's export, JSON: read as a stream, and of it only what a move needs.

Real exports hold password hashes, session secrets and private keys in other tables and settings:
those are passed over as brackets and quotation marks, and never become a value here.
"""
