"""The self-evaluation report and the official form."""
