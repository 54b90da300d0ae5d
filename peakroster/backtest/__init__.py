"""Looking back: how wrong the forecast would have been, from what was known at the time.

In a line: ``origins`` (from which days), ``record`` (a queue's past), ``look_back`` (one forecast of it),
``rolling`` (all of them), ``figures`` (how wrong), ``verdicts`` (is a simple method better), ``content``
(the files).
"""
