from newsletter.models.delivery import Delivery, ProviderEvent, Suppression
from newsletter.models.issue import Content, Issue, IssueLog, IssueStory
from newsletter.models.newsletter import Newsletter, Rhythm, Weekday
from newsletter.models.sending import Lane, Seal, Sender
from newsletter.models.subscriber import Subscriber, Subscription

__all__ = [
    "Content",
    "Delivery",
    "Issue",
    "IssueLog",
    "IssueStory",
    "Lane",
    "Newsletter",
    "ProviderEvent",
    "Rhythm",
    "Seal",
    "Sender",
    "Subscriber",
    "Subscription",
    "Suppression",
    "Weekday",
]
