"""The public name of the reader of amounts, for scripts of an office."""

from perfbot.domain.amounts.money import parse_amount

__all__ = ["parse_amount"]
