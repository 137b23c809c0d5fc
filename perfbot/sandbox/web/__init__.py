"""Answers the sandbox's HTTP requests on loopback: the Bot API, the page, and the page's event stream."""
