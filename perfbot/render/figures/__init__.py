"""Words how a fund stands: progress, a project's card, comparison, score."""
