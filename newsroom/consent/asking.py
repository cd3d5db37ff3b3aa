"""What readers are asked now, as every public page needs to know."""

from dataclasses import dataclass
from functools import cached_property

from newsroom.consent.models import Purpose, Wording
from newsroom.kit.brief import Brief


@dataclass(frozen=True)
class Asked:
    wording: Wording
    purposes: list[Purpose]

    @cached_property
    def hosts(self) -> list[str]:
        """The other sites that pages may talk to, once a reader agrees."""
        found = {host for p in self.purposes for script in p.read for host in script.hosts}
        return sorted(found)

    @cached_property
    def addresses(self) -> dict[str, list[str]]:
        return {p.key: [script.address for script in p.read] for p in self.purposes}


def _read() -> Asked | None:
    order = Purpose.Key.values
    purposes = sorted(Purpose.objects.switched_on(), key=lambda p: order.index(p.key))
    wording = Wording.objects.first() if purposes else None
    return Asked(wording, purposes) if wording else None


# None while there is nothing to ask.
asked = Brief(_read)
forget = asked.forget
