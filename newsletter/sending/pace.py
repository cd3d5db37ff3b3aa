"""How long things may take, in seconds. settings.NEWSLETTER_PACE changes single ones."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Pace:
    poll: float = 1.0  # an idle sender looks for work
    sweep: float = 5.0  # begins what is due, gives back what was lost, settles what is uncertain
    heartbeat: float = 5.0
    fence: float = 20.0  # without a heartbeat for so long a sender stops by itself…
    dead_after: float = 30.0  # …before the others take its claims
    lease: float = 120.0  # what is claimed has to be begun by then
    batch: int = 100  # copies claimed at a time
    backoff: tuple[float, ...] = (60.0, 300.0, 900.0, 3600.0, 10800.0)  # after 4xx; then the last
    give_up_after: float = 24 * 3600.0
    soon: float = 30.0  # a copy that met a provider who wants us slower
    asked_for: float = 15 * 60.0  # a provider is asked about an uncertain copy
    damping: float = 10.0  # one slowing down in this time
    recovery: float = 30.0  # the rate doubles again in this time
    closed: float = 15.0  # a provider that cannot be reached is left alone

    def wait_after(self, attempts: int) -> float | None:
        """Seconds until the next try after this many failed ones; None when there is none."""
        waits = [self.backoff[min(n, len(self.backoff) - 1)] for n in range(attempts)]
        return None if sum(waits) > self.give_up_after else waits[-1]


def pace() -> Pace:
    return Pace(**settings.NEWSLETTER_PACE)
