"""The people of a shop as a manager edits them: tables, what is pasted from a spreadsheet, a page for each.

``tables`` reads what can be edited, ``pasting`` reads a copied range, ``editing`` checks and writes,
``person`` gathers all that is known of one.
"""
