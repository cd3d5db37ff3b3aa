from newsroom.consent.models.choice import Choice
from newsroom.consent.models.purpose import Purpose
from newsroom.consent.models.wording import Wording

__all__ = ["Choice", "Purpose", "Wording"]
