"""Runs the command line as `python -m eduhub`."""

from eduhub.cli.app import main

if __name__ == "__main__":
    main()
