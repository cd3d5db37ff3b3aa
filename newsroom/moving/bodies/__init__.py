"""Texts of other systems as HTML our sanitiser understands. No database: what a text refers to
is looked up before, and handed in as its Surroundings."""
