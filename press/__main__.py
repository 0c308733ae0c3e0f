"""The press from the command line: `python -m press build`."""

import sys

from press import stop


def main() -> int:
    """Do what the command line says, and return the exit code; a signal ends the process with one line.

    What the commands need takes most of a second to import. A signal that comes before or after them finds
    nothing to tidy up.
    """
    stop.heed(raising=False)
    from press import command

    try:
        stop.heed(raising=True)
        code = command.main()
        stop.heed(raising=False)
    except KeyboardInterrupt as error:
        stop.end(*error.args)
    return code


if __name__ == "__main__":
    sys.exit(main())
