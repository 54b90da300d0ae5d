"""A library for tables that people edit: reads and changes .csv and .xlsx files, and reports what is wrong.

A file is found and decoded (``reader``, ``decoding``), its records are read (``csv_records``,
``workbook_records`` with ``sheet_layout`` and ``workbook_warnings``), its headers matched to a ``TableSpec``
(``headers``, ``specs``), its rows collected as text (``row_buffer``, ``raw_table``) and its cells parsed
column by column (``column_parser`` with ``numbers``, ``timestamps``, ``clock``, ``weekdays``). Every problem
becomes a finding with file, row, column and remedy (``findings``, ``report``). ``editing`` changes rows and
leaves the rest of a file as it is; ``atomic_files`` replaces files whole or not at all. Which tables a shop
has is stated in :mod:`peakroster.shop.table_specs`.
"""
