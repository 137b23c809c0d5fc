"""Reads and writes stored records: books, members, drafts, posts, evidence and backups."""
