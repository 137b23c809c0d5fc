"""Sends Documents to chats and to other services, and handles Telegram's errors and limits."""
