"""The crash harness: the real bot, killed −9 again and again while people go on talking to it."""
