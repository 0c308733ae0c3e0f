"""`python -m tests.mutants`: plant each classic mistake in a copy of `backprop`, and see it caught.

With names, only those mutants. Exit code 1 if one survives, or if the copy without a mistake fails.
"""

import sys

from tests.mutants.catalogue import MUTANTS
from tests.mutants.proof import prove


def main(names: list[str]) -> int:
    known = {mutant.name: mutant for mutant in MUTANTS}
    if unknown := [name for name in names if name not in known]:
        raise SystemExit(
            f'no mutant is called "{unknown[0]}"; expected a name from tests/mutants/catalogue.py'
        )
    return prove([known[name] for name in names] if names else MUTANTS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
