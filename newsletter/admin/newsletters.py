"""The newsletters in the desk: what each promises, when it comes, what fills it, who signs it."""

from email.utils import parseaddr

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsletter import offers
from newsletter.models import Issue, Newsletter, Rhythm, Subscription
from newsletter.rhythm import next_issue_at, often
from newsletter.slugs import check_slug
from newsroom.kit.desk import Register, yes
from newsroom.kit.times import moment

OPEN = yes("open", gettext_lazy("open"))


class NewsletterForm(forms.ModelForm):
    class Meta:
        widgets = {
            "send_at": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "sections": forms.CheckboxSelectMultiple,
        }

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        check_slug(slug)
        return slug

    def clean(self):
        data = super().clean()
        if data.get("personal") and data.get("rhythm") == Rhythm.BY_HAND:
            self.add_error(
                "rhythm",
                _("A personal newsletter is made by the rule, so it needs a rhythm of its own."),
            )
        if data.get("sender_name") and not data["sender_name"].isprintable():
            self.add_error("sender_name", _("One line, please, without control characters."))
        return data


@admin.register(Newsletter)
class NewsletterAdmin(Register):
    form = NewsletterForm
    list_display = ["name", "comes", "next_issue", OPEN, "readers", "numbers"]
    search_fields = ["name"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "promise", "open", "order"]}),
        (
            gettext_lazy("When it comes"),
            {"fields": ["rhythm", "weekday", "send_at", "late_after", "needs_approval"]},
        ),
        (
            gettext_lazy("What fills it"),
            {"fields": ["personal", "sections", "filling", "most_stories"]},
        ),
        (
            gettext_lazy("Who signs it"),
            {"fields": ["sender_name", "sender_address", "reply_to", "when_uncertain"]},
        ),
        (gettext_lazy("On the web"), {"fields": ["archived", "archive_indexed"]}),
    ]
    change_list_template = "admin/newsletter/newsletter/change_list.html"

    def get_queryset(self, request):
        scheduled = Issue.objects.filter(newsletter=OuterRef("pk"), state=Issue.State.SCHEDULED)
        scheduled = scheduled.order_by("scheduled_for")
        # Counted in the index alone, newsletter by newsletter: a join would sort every reader.
        readers = Subscription.objects.mailable().filter(newsletter=OuterRef("pk")).order_by()
        readers = readers.values("newsletter").annotate(number=Count("*"))
        return (
            super()
            .get_queryset(request)
            .annotate(
                readers_number=Coalesce(Subquery(readers.values("number")), 0),
                scheduled_for=Subquery(scheduled.values("scheduled_for")[:1]),
            )
        )

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    @admin.display(description=gettext_lazy("comes"), ordering="rhythm")
    def comes(self, newsletter):
        return often(newsletter)

    @admin.display(description=gettext_lazy("next issue"), ordering="scheduled_for")
    def next_issue(self, newsletter):
        """One that is scheduled, else when the rhythm comes round."""
        return moment(newsletter.scheduled_for or next_issue_at(newsletter))

    @admin.display(description=gettext_lazy("readers"), ordering="readers_number")
    def readers(self, newsletter):
        return newsletter.readers_number

    @admin.display(description=gettext_lazy("numbers"))
    def numbers(self, newsletter):
        address = reverse("admin:newsletter_growth", args=[newsletter.slug])
        return format_html('<a href="{}">{}</a>', address, _("Growth and issues"))

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        offers.forget()
        if foreign := foreign_domain(obj.sender_address):
            messages.warning(
                request,
                _(
                    "%(address)s is not an address of %(own)s. Mail servers believe it only if"
                    " %(foreign)s allows ours to write for it (SPF, DKIM, DMARC); until then much"
                    " of this newsletter will be refused or land among unwanted mail."
                )
                % {
                    "address": obj.sender_address,
                    "own": own_domain(),
                    "foreign": foreign,
                },
            )

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        offers.forget()


def own_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2].lower()


def foreign_domain(address: str) -> str:
    """The domain of an address that is neither ours nor below ours."""
    domain, own = address.rpartition("@")[2].lower(), own_domain()
    return "" if not domain or domain == own or domain.endswith(f".{own}") else domain
