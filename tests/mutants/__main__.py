"""`python -m tests.mutants`: plant each classic mistake in a copy of `backprop`, and see it caught.

With names, only those mutants. Exit code 1 if one survives, or if the copy without a mistake fails.
"""

import sys

from tests.edits import chosen
from tests.mutants.catalogue import MUTANTS
from tests.mutants.proof import prove

if __name__ == "__main__":
    sys.exit(prove(chosen(MUTANTS, sys.argv[1:], "mutant", "tests/mutants/catalogue.py")))
