"""The files under the journals: disk, lock, heads, opening, backups, checks and mending."""
