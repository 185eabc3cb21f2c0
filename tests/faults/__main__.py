"""`make soak`: many schedules, or one seed again."""

import argparse
import sys

from tests.faults.shrinking import shortest_failing


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--schedules", type=int, default=50_000)
    parser.add_argument("--seed", type=int, help="this one only")
    return parser.parse_args()


def main() -> None:
    arguments = _arguments()
    seeds = range(arguments.schedules) if arguments.seed is None else (arguments.seed,)
    for seed in seeds:
        found = shortest_failing(seed)
        if found:
            sys.exit(str(found))
    sys.stdout.write(f"{len(seeds)} schedules ended in the truth\n")


if __name__ == "__main__":
    main()
