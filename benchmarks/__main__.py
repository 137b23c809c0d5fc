"""`python -m benchmarks [--quick] [names…]`."""

import sys

from benchmarks import starting
from benchmarks.measures import table, work_folder

with work_folder() as folder:
    print(table(starting.run(folder, quick="--quick" in sys.argv)))
