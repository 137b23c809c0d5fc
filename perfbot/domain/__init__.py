"""The rules of the field as pure values and functions: no I/O, no clock, no Telegram, no store."""
