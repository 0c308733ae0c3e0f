"""Check every numbered equation, then plant errors and see that the check finds them: `make ledger`."""

import argparse
import sys
from collections import Counter

from tests.ledger import meaning, mutants
from tests.ledger.entries import ledger, write_table
from tests.ledger.tex import UnreadableError, UntrueError, equations


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.ledger", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table of the appendix anew, no more")
    if parser.parse_args(arguments).write:
        write_table()
        return 0
    return int(not (report_equations() & report_mutants()))


def report_equations() -> bool:
    """Print each equation with its code, its proof and the result; return whether all hold."""
    known, found, right = ledger(), equations(), 0
    for label, display in found.items():
        if label not in known:
            print(f"{label:26} has no entry in figures/data/ledger.json")
            continue
        result = result_of(label, display.tex)
        right += result == "holds"
        print(f"{label:26} {known[label].code:33} {known[label].proof:12} {result}")
    print(f"\n{right} of {len(found)} numbered equations are proved: {right / len(found):.0%}")
    return right == len(found)


def result_of(label: str, tex: str) -> str:
    try:
        meaning.check(tex, label)
    except (UnreadableError, UntrueError) as error:
        return f"FAILS: {error}"
    return "holds"


def report_mutants() -> bool:
    """Print how many planted errors are caught; return whether all are."""
    planted, caught, missed = Counter(), Counter(), []
    by_numbers = Counter()
    for name, mutant in mutants.all_mutants():
        planted[mutant.kind] += 1
        caught[mutant.kind] += bool(mutants.verdict(mutant.tex, name))
        if not mutants.verdict(mutant.tex, name):
            missed.append(f"{name}: {mutant.change}")
        by_numbers[mutants.verdict(mutant.tex, name, of_one_size=True)] += 1
    print("\nOne error planted at a time, in formulas with and without a number:")
    for kind, count in planted.items():
        print(f"  {kind:10} {caught[kind]:4} of {count:4} caught")
    print(f"  {'in all':10} {caught.total():4} of {planted.total():4} caught")
    print(
        f"With layers of one size, so that no index can leave its range: {by_numbers['untrue']} differ in "
        f"their numbers, {by_numbers['unreadable']} mean nothing, {by_numbers['']} pass."
    )
    print("Not planted, because the equation stays true:")
    for (name, change), reason in mutants.STILL_TRUE.items():
        print(f"  {name}, {change}: {reason}")
    print("".join(f"  missed in {line}\n" for line in missed), end="")
    return not missed


if __name__ == "__main__":
    sys.exit(main())
