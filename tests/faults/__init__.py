"""Telegram as it is on a bad day: the bot goes on, everybody gets an answer, nothing is doubled."""
