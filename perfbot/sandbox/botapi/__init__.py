"""The methods of the Bot API that the sandbox answers, as strictly as Telegram does."""
