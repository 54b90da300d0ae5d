"""Customers whose chats go on in another queue: what a queue hands over, interval by interval.

A share of the customers who reach one queue's agents comes to another queue when the chat ends. Customers of
an interval come evenly, and their chats all last as long as the interval's mean, so those handed over arrive
evenly too, that much later. A queue may hand over what it was handed: the inflows solve a linear system.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, csr_array, identity
from scipy.sparse.linalg import spsolve

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]


def transferred_customers(
    customers: Floats,
    shares: Floats,
    chat_seconds: Floats,
    edges: Floats,
    open_: Booleans,
    opened: Booleans,
) -> Floats:
    """Customers who come to each queue out of other queues' chats, shape (queues, intervals).

    Whoever would come while the queue is closed does not come. Everybody is handed over who reaches the
    agents, as if nobody abandoned.

    Parameters
    ----------
    customers
        Who reach the agents by themselves, >= 0, shape (queues, intervals).
    shares
        Of the row's customers who go on to the column's queue, shape (queues, queues); rows sum to less
        than 1.
    chat_seconds
        Length of a chat that begins in the interval, shape (queues, intervals).
    edges
        Of the intervals in seconds, rising, shape (intervals + 1,).
    open_
        Where each queue is staffed, shape (queues, intervals).
    opened
        Queues that were open before the first interval, shape (queues,). Their chats of then were as many an
        hour as those of the first interval.

    Returns
    -------
    Shape (queues, intervals).
    """
    queues, intervals = customers.shape
    ends = [
        _ending(seconds, edges, is_opened=bool(before))
        for seconds, before in zip(chat_seconds, opened, strict=True)
    ]
    handed_on = block_array(
        [
            [
                shares[source, target] * (ends[source] * open_[target][:, np.newaxis])
                for source in range(queues)
            ]
            for target in range(queues)
        ],
        format="csc",
    )
    own = np.where(open_, customers, 0.0).ravel()
    inflow = spsolve(identity(queues * intervals, format="csc") - handed_on, handed_on @ own)
    return np.maximum(inflow.reshape(queues, intervals), 0.0)


def _ending(chat_seconds: Floats, edges: Floats, *, is_opened: bool) -> csr_array:
    """Share of each interval's chats (column) that end in each interval (row)."""
    length = np.diff(edges)
    source = np.arange(len(length))
    begins, lasting = edges[:-1], length
    if is_opened:
        # The chats of before the first interval, at its rate.
        source = np.concatenate([source, [0]])
        begins = np.concatenate([begins, edges[:1] - chat_seconds[:1]])
        lasting = np.concatenate([lasting, chat_seconds[:1]])
    first = begins + chat_seconds[source]
    last = first + lasting
    rows, columns, parts = [], [], []
    place = np.searchsorted(edges, first, side="right") - 1
    while (inside := (place < len(length)) & (edges[np.minimum(place, len(length))] < last)).any():
        at, of = place[inside], source[inside]
        common = np.minimum(last[inside], edges[at + 1]) - np.maximum(first[inside], edges[at])
        rows.append(at)
        columns.append(of)
        parts.append(common / length[of])
        place = place + 1
    shape = (len(length), len(length))
    if not rows:
        return csr_array(shape)
    cells = np.concatenate(rows), np.concatenate(columns)
    return csr_array((np.concatenate(parts), cells), shape=shape)
