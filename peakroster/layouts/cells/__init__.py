"""What people write into a cell: days, times of day, counts, signs for nothing, words for totals."""
