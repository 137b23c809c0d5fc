"""Telegram in, Telegram out: each file translates one subject and decides nothing."""
