"""``python -m peakroster`` is the console command."""

from peakroster.cli import main

main()
