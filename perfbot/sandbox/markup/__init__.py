"""What may be inside a message: formatted text, rich blocks, keyboards, and Telegram's limits on them."""
