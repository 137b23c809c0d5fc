"""Indicators 三级指标: which kind they are, how they are judged, and how each stands on a day."""
