"""How long it takes to type replies: stages of typing, of which an agent's chain is made.

A reply is typed in s exponential stages, or in s - 1 with such a chance that the spread of its time is the
one that is stated (Tijms, A First Course in Stochastic Models, 2003, appendix B). With the most stages that
are followed the spread is a quarter. Less of it is a matter of the times alone: x of s stages then take a
gamma distributed time whose spread is that of x / s replies, and of a stage that is under way any part may
be left. Replies without any spread take exactly their seconds.

Delays are stated as the chances of 0, 1, 2, … stages.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import binom, gammainc

from scheduler.domain.conversations import Conversation

Floats = NDArray[np.float64]

MOST_STAGES = 16
_PARTS = (np.arange(8) + 0.5) / 8
"""Parts of a stage under way that may be left."""
_NO_SPREAD = 1e-6


@dataclass(frozen=True)
class TypingLaw:
    """Stages of a reply.

    stages: of a reply. fewer: chance that it has one less. stage_seconds: mean of a stage. excess: by how
    much typing is more even than its stages, 0 … 1: share of a stage's variance that is not there.
    """

    stages: int
    fewer: float
    stage_seconds: float
    excess: float

    @property
    def of_a_reply(self) -> Floats:
        """Chances of 0, 1, …, ``stages`` stages of one reply."""
        chances = np.zeros(self.stages + 1)
        chances[-1] = 1 - self.fewer
        chances[-2] += self.fewer
        return chances

    def of_replies(self, count: int) -> Floats:
        """Chances of 0, 1, … stages of so many whole replies, (count · stages + 1,)."""
        chances = np.zeros(count * self.stages + 1)
        fewer = np.arange(count + 1)
        chances[count * self.stages - fewer] = binomial_chances(count, self.fewer)
        return chances


def binomial_chances(count: int, chance: float) -> Floats:
    """Chances of 0, 1, …, ``count`` successes. Of few trials: scipy.stats takes half a second to load."""
    successes = np.arange(count + 1)
    return np.asarray(binom(count, successes) * chance**successes * (1 - chance) ** (count - successes))


@lru_cache(maxsize=1024)
def typing_law(conversation: Conversation) -> TypingLaw:
    """Stages with the mean and the spread of the conversation's typing."""
    variance = conversation.reply_spread**2
    if variance * MOST_STAGES <= 1:
        each = conversation.reply_seconds / MOST_STAGES
        return TypingLaw(MOST_STAGES, 0.0, each, 1 - variance * MOST_STAGES)
    stages = ceil(1 / variance - 1e-12)
    root = sqrt(max(stages * (1 + variance) - stages**2 * variance, 0.0))
    fewer = min(max((stages * variance - root) / (1 + variance), 0.0), 1.0)
    return TypingLaw(stages, fewer, conversation.reply_seconds / (stages - fewer), 0.0)


def within(stages: Floats, conversation: Conversation, seconds: float) -> Floats:
    """Chance that the stages take at most so long; shape of ``stages`` without its last axis."""
    return np.asarray(stages @ _done(typing_law(conversation), stages.shape[-1], max(seconds, 0.0)))


def mean_seconds_of(stages: Floats, conversation: Conversation) -> Floats:
    """Mean time that the stages take; shape of ``stages`` without its last axis."""
    law = typing_law(conversation)
    number = np.arange(float(stages.shape[-1]))
    under_way = np.arange(stages.shape[-1]) % law.stages > 0
    return np.asarray(stages @ (law.stage_seconds * (number - under_way * law.excess / 2)))


@lru_cache(maxsize=1024)
def _done(law: TypingLaw, size: int, seconds: float) -> Floats:
    """Chance that 0, 1, …, size - 1 stages are done in time."""
    number = np.arange(float(size))
    if law.excess == 0:
        return np.append(1.0, gammainc(number[1:], seconds / law.stage_seconds))
    parts = number[:, np.newaxis] - law.excess * _PARTS
    done = np.where(
        np.arange(size) % law.stages == 0,
        _even(law, number, seconds),
        _even(law, np.maximum(parts, 0.0), seconds).mean(axis=1),
    )
    done[0] = 1.0
    return done


def _even(law: TypingLaw, stages: Floats, seconds: float) -> Floats:
    """Chance that so many stages, not necessarily whole, are done; their spread is that of part replies."""
    sharper, elapsed = 1 - law.excess, seconds / law.stage_seconds
    if sharper < _NO_SPREAD:
        return np.where(stages <= elapsed * (1 + 1e-12), 1.0, 0.0)
    return np.asarray(gammainc(np.maximum(stages, 1e-12) / sharper, elapsed / sharper))
