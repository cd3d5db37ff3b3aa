"""Handing over what was frozen: a process of its own that can be killed at any instant.

`sender` is that process, `hands` its connections, `ledger` the only place that changes the state of
a delivery while it is being sent; `copies` makes the bytes; `lanes`, `breaker` and `seal` say when
to go slower, to stop, and not to begin at all.
"""
