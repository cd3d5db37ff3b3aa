"""Ghost's export, JSON: read as a stream, and of it only what a move needs.

Real exports hold password hashes, session secrets and private keys. Tables that are not needed are
passed over as brackets and quotation marks; of people and settings the few fields that are needed
are taken by name, and nothing else of a row is kept, stored or told.
"""
