"""Self-evaluation 自评: scores, comparisons, and what a report still lacks."""
