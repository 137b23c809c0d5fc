"""Reads an existing self-evaluation report into a draft year book."""
