"""perfbot 绩效台账: a bureau's project money and indicators, kept by conversation."""
