"""The doors of the sandbox: the Bot API, the page, and the page's live line, over HTTP on loopback."""
