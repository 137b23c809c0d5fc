"""The way out: Documents sent to chats and to other services, with Telegram's errors, limits and fallbacks known."""
