from newsletter.models.counting import Click, Opening
from newsletter.models.delivery import Delivery, ProviderEvent, Suppression
from newsletter.models.desk import Import, IssueAct, SuppressionAct
from newsletter.models.issue import Content, Issue, IssueLog, IssueStory
from newsletter.models.newsletter import Newsletter, Rhythm, Weekday
from newsletter.models.sending import Lane, Seal, Sender
from newsletter.models.subscriber import Subscriber, Subscription

__all__ = [
    "Click",
    "Content",
    "Delivery",
    "Import",
    "Issue",
    "IssueAct",
    "IssueLog",
    "IssueStory",
    "Lane",
    "Newsletter",
    "Opening",
    "ProviderEvent",
    "Rhythm",
    "Seal",
    "Sender",
    "Subscriber",
    "Subscription",
    "Suppression",
    "SuppressionAct",
    "Weekday",
]
