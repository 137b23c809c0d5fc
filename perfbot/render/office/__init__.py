"""What the office reads and decides: members, scopes, set-up, checks of indicators."""
