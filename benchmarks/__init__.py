"""Benchmarks, side by side in one run: `python -m benchmarks [--quick] [names…]`; figures go to RESULTS.md."""
