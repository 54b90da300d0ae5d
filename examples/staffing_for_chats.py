"""Size a chat queue, and hold it against Erlang C, which knows one call at a time only."""

import math

from scheduler.queueing import ServiceModel
from scheduler.staffing import ServiceTarget, agents_needed


def erlang_c_agents(per_hour: float, aht_seconds: float, share: float, within_seconds: float) -> int:
    """Fewest agents by the textbook: Erlang B by recursion, from it the probability of a wait."""
    load = per_hour * aht_seconds / 3600
    agents, blocked = 0, 1.0
    while True:
        agents += 1
        blocked = load * blocked / (agents + load * blocked)
        if agents <= load:
            continue
        wait = blocked / (1 - load / agents * (1 - blocked))
        if 1 - wait * math.exp(-(agents - load) * within_seconds / aht_seconds) >= share:
            return agents


def main() -> None:
    """Agents for a telephone queue and a chat queue with the same inquiries."""
    target = ServiceTarget("service_level", within_seconds=30, share=0.95)
    print("inquiries/h  one at a time  Erlang C  three chats at once")
    for per_hour in (20, 60, 120, 400):
        phone = ServiceModel(240, 1, (1.0,), None)
        # A chat takes longer while its agent holds others: at three chats each goes at 55 % of its speed.
        chat = ServiceModel(240, 3, (1.0, 0.75, 0.55), None)
        alone, several = (int(agents_needed(model, per_hour, [(target, True)])) for model in (phone, chat))
        textbook = erlang_c_agents(per_hour, 240, 0.95, 30)
        assert alone == textbook
        print(f"{per_hour:11}  {alone:13}  {textbook:8}  {several:19}")


if __name__ == "__main__":
    main()
