"""Stores the books: append-only, chained journals under the TinyDB API, one folder, one process."""
