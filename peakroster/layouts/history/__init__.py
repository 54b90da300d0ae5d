"""A history in any layout: hours across or down, a sheet a month, queues across, two rows of headers."""
