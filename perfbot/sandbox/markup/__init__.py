"""Checks message content as Telegram does: formatted text, rich blocks, keyboards, and their limits."""
