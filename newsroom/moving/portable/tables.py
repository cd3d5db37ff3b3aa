"""Every table of the database: a file of the export, or the reason why it stays behind.

tests/moving/test_tables.py walks all models and all fields; a new one has to be decided about.
"""

from dataclasses import dataclass, field
from functools import cache, cached_property

from django.apps import apps
from django.db import models

DERIVED = "made anew from the rest"
OF_THE_MACHINE = "of this machine and this moment"


@dataclass(frozen=True)
class Table:
    """`without` names the fields that stay behind, each with the reason.

    `of_a_new_site`: a site nobody has written in yet may hold such rows already; they give way.
    """

    file: str
    model_name: str
    without: dict[str, str] = field(default_factory=dict)
    of_a_new_site: bool = False

    @cached_property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.model_name)

    @property
    def path(self) -> str:
        return f"{self.file}.jsonl"

    @cached_property
    def fields(self) -> list[models.Field]:
        """What a line holds, in its order."""
        return [f for f in self.stored if f.name not in self.without]

    @cached_property
    def stored(self) -> list[models.Field]:
        """All columns but those the database computes."""
        return [f for f in self.model._meta.concrete_fields if not f.generated]


TABLES = [
    # What the paper is
    Table("site/settings", "site.SiteSettings", of_a_new_site=True),
    Table("site/social_links", "site.SocialLink"),
    Table("site/paths", "site.TakenPath"),
    Table("site/pages", "site.Page"),
    Table("site/page_versions", "site.PageVersion"),
    Table("site/menus", "site.Menu", of_a_new_site=True),
    Table("site/menu_items", "site.MenuItem"),
    Table("site/contact_messages", "site.ContactMessage"),
    Table("site/crawler_policies", "crawlers.Policy", of_a_new_site=True),
    Table("site/crawlers", "crawlers.Crawler", of_a_new_site=True),
    Table("site/consent_purposes", "consent.Purpose", of_a_new_site=True),
    Table("site/consent_wordings", "consent.Wording"),
    Table("site/consent_choices", "consent.Choice"),
    # People
    Table("people/roles", "auth.Group", of_a_new_site=True),
    Table("people/role_permissions", "auth.Group_permissions", of_a_new_site=True),
    Table(
        "people/people",
        "accounts.User",
        {"password": "secret: everybody sets one anew, by mail", "last_login": OF_THE_MACHINE},
    ),
    Table("people/people_roles", "accounts.User_groups"),
    Table("people/people_permissions", "accounts.User_user_permissions"),
    Table("people/addresses", "account.EmailAddress"),
    Table("people/erasure_requests", "privacy.ErasureRequest"),
    Table("people/notification_preferences", "notifications.Preference"),
    Table("people/saved_stories", "reading.Save"),
    Table("people/follows", "reading.Follow"),
    Table("people/gifts", "access.Gift"),
    # Stories
    Table("stories/sections", "articles.Section"),
    Table("stories/tags", "articles.Tag"),
    Table("stories/tag_former_slugs", "articles.TagFormerSlug"),
    Table("stories/authors", "articles.Author"),
    Table("stories/author_beats", "articles.Author_beats"),
    Table("stories/author_former_slugs", "articles.AuthorFormerSlug"),
    Table("stories/author_links", "articles.AuthorLink"),
    Table("stories/pictures", "articles.Image"),
    Table("stories/documents", "articles.Document"),
    Table("stories/stories", "articles.Article", {"search": DERIVED, "related_ids": DERIVED}),
    Table("stories/bylines", "articles.Byline"),
    Table("stories/further_sections", "articles.Article_further_sections"),
    Table("stories/story_tags", "articles.TaggedArticle"),
    Table("stories/pictures_in_texts", "articles.Article_body_images"),
    Table("stories/documents_in_texts", "articles.Article_body_documents"),
    Table("stories/related_picks", "articles.RelatedPick"),
    Table("stories/revisions", "articles.Revision"),
    Table("stories/public_versions", "articles.PublicVersion"),
    Table("stories/reader_notes", "articles.ReaderNote"),
    Table("stories/planned_changes", "articles.PlannedChange"),
    Table("stories/work", "articles.WorkEntry"),
    Table("stories/notes", "articles.Note"),
    Table("stories/note_answers", "articles.NoteAnswer"),
    Table("stories/release_rules", "articles.GateRule"),
    Table("stories/legal_sign_offs", "articles.LegalSignOff"),
    Table("stories/log", "articles.DeskLog"),
    Table("stories/views_by_hour", "articles.HourlyViews"),
    Table("stories/redirects", "articles.Redirect"),
    # Comments
    Table(
        "comments/comments",
        "comments.Comment",
        {"claimed_by": OF_THE_MACHINE, "claimed_at": OF_THE_MACHINE},
    ),
    Table("comments/decisions", "comments.Decision"),
    Table("comments/rule_sets", "comments.RuleSet", of_a_new_site=True),
    Table("comments/rules", "comments.Rule", of_a_new_site=True),
    Table("comments/holds", "comments.Hold"),
    Table("comments/reports", "comments.Report"),
    Table("comments/recommendations", "comments.Recommendation"),
    Table("comments/sanctions", "comments.Sanction"),
    Table("comments/appeals", "comments.Appeal"),
    Table("comments/settings", "comments.CommentSettings"),
    Table("comments/settings_of_stories", "comments.StoryComments"),
    # Newsletters
    Table(
        "newsletters/newsletters",
        "newsletter.Newsletter",
        {"looked_at": "empty, nothing from before the move is due"},
    ),
    Table("newsletters/newsletter_sections", "newsletter.Newsletter_sections"),
    Table("newsletters/subscribers", "newsletter.Subscriber"),
    Table("newsletters/subscriptions", "newsletter.Subscription"),
    Table("newsletters/suppressions", "newsletter.Suppression"),
    Table("newsletters/suppression_log", "newsletter.SuppressionAct"),
    Table("newsletters/issues", "newsletter.Issue"),
    Table("newsletters/issue_stories", "newsletter.IssueStory"),
    Table("newsletters/issue_log", "newsletter.IssueLog"),
    Table("newsletters/issue_texts", "newsletter.Content"),
    Table("newsletters/deliveries", "newsletter.Delivery", {"sender": OF_THE_MACHINE}),
    Table("newsletters/reports", "newsletter.ProviderEvent"),
    Table("newsletters/openings", "newsletter.Opening"),
    Table("newsletters/clicks", "newsletter.Click"),
    # The front page and advertising
    Table("front/front", "curation.Front", of_a_new_site=True),
    Table("front/pins", "curation.Pin"),
    Table("front/blocks", "curation.FrontBlock"),
    Table("front/breaking", "curation.BreakingBanner"),
    Table("front/changes", "curation.EditionChange"),
    Table("advertising/placements", "ads.Placement", of_a_new_site=True),
    Table("advertising/creatives", "ads.Creative"),
    Table("advertising/bookings", "ads.Booking"),
    Table("advertising/booking_sections", "ads.Booking_sections"),
    Table("advertising/counts_by_hour", "ads.HourlyCount"),
    # Where things came from, and what was done at the desk
    Table("history/former_sites", "moving.Source"),
    Table(
        "history/origins",
        "moving.Origin",
        {"move": "the import it came with", "position": "its place in that import's files"},
    ),
    Table("history/old_addresses", "moving.OldAddress"),
    Table("history/desk_log", "admin.LogEntry"),
]

STAYS_BEHIND = {
    # Secrets, and what only a signed-in browser needs
    "mfa.Authenticator": "secret: second factors are set up anew",
    "usersessions.UserSession": "secret: everybody signs in anew",
    "sessions.Session": "secret: everybody signs in anew",
    "account.EmailConfirmation": "secret: keys of letters under way",
    "accounts.Letter": "secret: letters under way, whose links are keys",
    "articles.DailySalt": "secret: thrown away each night",
    "articles.SeenToday": "means nothing without the day's salt",
    # What is made anew
    "articles.Rendition": DERIVED,
    "comments.Trace": "kept for a day and a bit",
    "comments.Rehearsal": "done anew when somebody asks",
    "auth.Permission": "written by migrations; named where it is used",
    "contenttypes.ContentType": "written by migrations; named where it is used",
    # What is read, or done, at one place only
    "articles.OpenPage": "of browsers that are open now; a save makes a revision of it",
    "notifications.Notification": "told already; a copy must not mail it once more",
    "reading.Told": "nothing from before the move is news",
    "access.Reading": "a reader's free stories of the month begin anew",
    "moving.Move": "accounts of imports; what they brought is in history/",
    "moving.Departure": "accounts of exports",
    "newsletter.Import": "accounts of imports; whom they brought is among the subscribers",
    "newsletter.Sender": OF_THE_MACHINE,
    "newsletter.Lane": OF_THE_MACHINE,
    "newsletter.Seal": "of this database: another is sealed until somebody releases it",
    "newsletter.Release": "of this database",
    "demo.Loaded": "what the demonstration brought",
    "procrastinate.ProcrastinateWorker": OF_THE_MACHINE,
    "procrastinate.ProcrastinateJob": OF_THE_MACHINE,
    "procrastinate.ProcrastinateEvent": OF_THE_MACHINE,
    "procrastinate.ProcrastinatePeriodicDefer": OF_THE_MACHINE,
    "taggit.Tag": "never used: tags are articles.Tag",
    "taggit.TaggedItem": "never used: tags are articles.Tag",
}


@cache
def files_of() -> list[tuple[Table, models.FileField]]:
    """Every column that names a file to go along."""
    return [
        (table, column)
        for table in TABLES
        for column in table.fields
        if isinstance(column, models.FileField)
    ]
