"""Why an interval needs so many agents: the requirement of each rule alone, and the effect of one agent more.

More agents never serve worse (:mod:`scheduler.staffing.least_agents`), so the combined requirement is the
largest of the single ones: the rule that attains it is binding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from scheduler.domain.conversations import Conversation, usual_conversation
from scheduler.queueing import InTime, ServiceModel, mean_seconds, share_in_time, steady_state
from scheduler.queueing.replies import SteadyReplies
from scheduler.staffing.service_constraints import ServiceTarget, StaffingError
from scheduler.staffing.stationary import agents_needed

SECONDS_PER_HOUR = 3600.0


@dataclass(frozen=True)
class StaffingRules:
    """Staffing rules of one interval.

    targets: service targets. counting: whether each of them counts in the interval. max_occupancy: cap, > 0;
    None = none. min_agents: >= 0.
    """

    targets: tuple[ServiceTarget, ...]
    counting: tuple[bool, ...]
    max_occupancy: float | None = None
    min_agents: int = 0


@dataclass(frozen=True)
class RuleRequirement:
    """Requirement of one rule alone.

    rule: ``target`` (``place`` is its index among the targets), ``max_occupancy`` or ``min_agents``. agents:
    the least that satisfy it, 0 where it does not count; None where no number of agents does.
    """

    rule: Literal["target", "max_occupancy", "min_agents"]
    place: int | None
    agents: int | None
    counts: bool = True

    def is_satisfied_by(self, agents: int) -> bool:
        """Whether so many agents satisfy this rule."""
        return self.agents is not None and agents >= self.agents


@dataclass(frozen=True)
class StaffingOption:
    """Steady-state performance of one staffing level in the interval.

    shares: for each distinct share that the targets ask for, what is measured and its value; customers who do
    not wait where there is no target. average_wait: seconds over all arrivals until an agent takes the chat,
    inf in an unstable queue. average_response: seconds over all replies; None where chats are no
    conversations. share_leaving: probability of abandonment. occupancy: work taken in / full service rate;
    in an overload that nobody abandons it is the load, above 1. overloaded: the full service rate does not
    exceed the arrival rate. agents_short: how many more agents would just keep up; 0 where these do. broken:
    the rules that this level does not satisfy.
    """

    agents: int
    shares: tuple[tuple[InTime, float], ...]
    average_wait: float
    average_response: float | None
    probability_of_wait: float
    share_leaving: float
    occupancy: float
    overloaded: bool
    agents_short: float
    broken: tuple[RuleRequirement, ...]


@dataclass(frozen=True)
class FirstReplyEstimate:
    """First replies where the rules count when an agent takes the chat, in steady state with so many agents.

    conversation: assumed. taken: share of arrivals that an agent takes within ``within_seconds``.
    first_replies: share that would have their first reply by then.
    """

    conversation: Conversation
    agents: int
    within_seconds: float
    taken: float
    first_replies: float


def offered_load(model: ServiceModel, arrivals_per_hour: float) -> float:
    """Offered load in erlangs: mean number of chats if each were served at once and alone."""
    return arrivals_per_hour * model.mean_seconds / SECONDS_PER_HOUR


def requirements_by_rule(
    model: ServiceModel, arrivals_per_hour: float, rules: StaffingRules
) -> tuple[RuleRequirement, ...]:
    """Requirement of each rule alone: the targets in their order, the cap if there is one, the minimum.

    arrivals_per_hour: >= 0. Raises ValueError for values out of range.
    """
    found = [
        RuleRequirement("target", place, _least(model, arrivals_per_hour, [(target, counts)], None), counts)
        for place, (target, counts) in enumerate(zip(rules.targets, rules.counting, strict=True))
    ]
    if rules.max_occupancy is not None:
        found.append(
            RuleRequirement("max_occupancy", None, _least(model, arrivals_per_hour, [], rules.max_occupancy))
        )
    return (*found, RuleRequirement("min_agents", None, rules.min_agents))


def _least(
    model: ServiceModel,
    arrivals_per_hour: float,
    targets: list[tuple[ServiceTarget, bool]],
    cap: float | None,
) -> int | None:
    try:
        return int(agents_needed(model, arrivals_per_hour, targets, cap))
    except StaffingError:
        return None


def combined_requirement(found: Sequence[RuleRequirement]) -> int | None:
    """Agents that all rules together require; None where one of them cannot be satisfied."""
    asked = [need.agents for need in found if need.agents is not None]
    return max(asked, default=0) if len(asked) == len(found) else None


def binding_rules(found: Sequence[RuleRequirement]) -> tuple[RuleRequirement, ...]:
    """Rules that attain the combined requirement, or that cannot be satisfied; none where it is 0."""
    most = combined_requirement(found)
    return tuple(need for need in found if need.agents == most) if most != 0 else ()


def staffing_options(
    model: ServiceModel,
    arrivals_per_hour: float,
    targets: Sequence[ServiceTarget],
    found: Sequence[RuleRequirement],
    agents: Sequence[int],
) -> tuple[StaffingOption, ...]:
    """Performance of each of these staffing levels (agents >= 0).

    found: the result of :func:`requirements_by_rule`. Raises ValueError for values out of range.
    """
    heads = np.asarray(agents, dtype=np.int64)
    state = steady_state(model, np.full(heads.shape, arrivals_per_hour), heads)
    asked = [_share_near(target) for target in targets] or [InTime("service_level", 0.0)]
    measured = list(dict.fromkeys(asked))
    shares = [share_in_time(state, each.kind, each.within_seconds) for each in measured]
    response = None if model.conversation is None else mean_seconds(state, "average_response")
    overloaded = (state.arrivals > 0) & (state.full_rate <= state.arrivals)
    short = (state.arrivals - state.full_rate) * (model.mean_seconds / model.speeds[-1])
    return tuple(
        StaffingOption(
            agents=number,
            shares=tuple((each, float(share[n])) for each, share in zip(measured, shares, strict=True)),
            average_wait=float(state.average_wait[n]),
            average_response=None if response is None else float(response[n]),
            probability_of_wait=float(state.probability_of_wait[n]),
            share_leaving=float(state.share_leaving[n]),
            occupancy=float(state.occupancy[n]),
            overloaded=bool(overloaded[n]),
            agents_short=max(0.0, float(short[n])),
            broken=tuple(need for need in found if not need.is_satisfied_by(number)),
        )
        for n, number in enumerate(heads.tolist())
    )


def estimated_first_replies(
    model: ServiceModel, arrivals_per_hour: float, agents: int, within_seconds: float
) -> FirstReplyEstimate:
    """What first replies of a model without a conversation would be, if its chats were usual ones.

    Chats pass at the model's own speeds. Raises ValueError for values out of range.
    """
    usual = usual_conversation(model.mean_seconds)
    state = steady_state(model, np.array([arrivals_per_hour]), np.array([agents]))
    replies = SteadyReplies(state, assumed=usual)
    taken, first = state.service_level(within_seconds), replies.first_reply(within_seconds)
    return FirstReplyEstimate(usual, agents, within_seconds, float(taken[0]), float(first[0]))


def _share_near(target: ServiceTarget) -> InTime:
    """What the target measures; for one of a mean, the share that comes within its time."""
    measured = target.measured
    if isinstance(measured, InTime):
        return measured
    return InTime("reply_rate" if measured == "average_response" else "service_level", target.within_seconds)
