from newsletter.models.counting import Click, Opening
from newsletter.models.delivery import Delivery, ProviderEvent, Suppression, under_way
from newsletter.models.desk import Import, SuppressionAct
from newsletter.models.issue import Content, Issue, IssueLog, IssueStory
from newsletter.models.newsletter import Newsletter, Rhythm, Weekday
from newsletter.models.sending import Lane, Release, Seal, Sender
from newsletter.models.subscriber import Subscriber, Subscription

__all__ = [
    "Click",
    "Content",
    "Delivery",
    "Import",
    "Issue",
    "IssueLog",
    "IssueStory",
    "Lane",
    "Newsletter",
    "Opening",
    "ProviderEvent",
    "Release",
    "Rhythm",
    "Seal",
    "Sender",
    "Subscriber",
    "Subscription",
    "Suppression",
    "SuppressionAct",
    "Weekday",
    "under_way",
]
