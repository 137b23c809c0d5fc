"""The same answers from the shell: subcommands of bot.py that read, load, check and keep the data."""
