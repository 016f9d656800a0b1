"""So that `python -m netopt` is the command `netopt`."""

from netopt.cli import main

if __name__ == "__main__":
    main()
