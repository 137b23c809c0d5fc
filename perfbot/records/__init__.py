"""The doors to what is kept: books, members, drafts, posts, evidence and backups."""
