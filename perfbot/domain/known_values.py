"""Target and actual values read once: the same words always read alike, and reading them costs more than using them."""

from functools import lru_cache

from perfbot.domain.values import parse_value

read_value = lru_cache(maxsize=8192)(parse_value)
