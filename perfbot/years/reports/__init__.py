"""An existing self-evaluation report read into a draft year book."""
