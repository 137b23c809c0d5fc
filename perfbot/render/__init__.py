"""The bot's words: domain values in, Documents out, and each Document rendered for the place it is read."""
