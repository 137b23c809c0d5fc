"""Words of the office's pages: members, scopes, set-up, checks of indicators."""
