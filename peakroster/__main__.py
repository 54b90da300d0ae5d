"""``python -m peakroster`` is the console command."""

from peakroster.commands import main

main()
