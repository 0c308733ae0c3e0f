"""`python -m tests.faults`: plant faults in copies of `press`, `theme` and the interactive pictures.

Prints for each which test catches it. With names, only those faults. Exit code 1 if one is missed, or if
the copy without a fault fails.
"""

import sys

from tests.edits import chosen
from tests.faults.catalogue import FAULTS
from tests.faults.proof import prove

if __name__ == "__main__":
    sys.exit(prove(chosen(FAULTS, sys.argv[1:], "fault", "tests/faults/catalogue.py")))
