"""How a fund stands, in words: progress, a project's card, comparison, score."""
