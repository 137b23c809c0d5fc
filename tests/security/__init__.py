"""Nobody gets in, nothing is forged, nothing leaks: each defence of SECURITY.md tried from outside."""
