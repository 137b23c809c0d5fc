"""Answers in the chat: conversations, confirmations, refusals, the trail."""
