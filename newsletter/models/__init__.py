from newsletter.models.newsletter import Newsletter
from newsletter.models.subscriber import Subscriber, Subscription

__all__ = ["Newsletter", "Subscriber", "Subscription"]
