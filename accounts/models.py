"""Everyone who can sign in: members, journalists, administrators."""

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

PAGE_KEY_LENGTH = 10
PAGE_KEY_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
# No @: a username that looks like somebody's email address would answer for it at sign-in.
check_username = RegexValidator(
    r"^[\w.+-]+\Z", _("A username may hold letters, digits and . + - _ only.")
)


class PeopleManager(UserManager):
    """Creates people by e-mail; the username is optional."""

    def _create(self, email: str, password: str | None, **fields) -> "User":
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email, password=None, **fields):
        fields.setdefault("is_staff", False)
        fields.setdefault("is_superuser", False)
        return self._create(email, password, **fields)

    def create_superuser(self, email, password=None, **fields):
        """Whoever may run commands on the server need not confirm the address by mail."""
        from allauth.account.models import EmailAddress  # its tables hang on ours

        person = self._create(email, password, **{**fields, "is_staff": True, "is_superuser": True})
        EmailAddress.objects.using(self._db).create(
            user=person, email=person.email, verified=True, primary=True
        )
        return person

    def get_by_natural_key(self, username):
        return self.get(email__iexact=username)


class Page(models.TextChoices):
    """Whether all somebody said stands together on a page of its own, and for whom."""

    NONE = "", _("No page")
    UNLISTED = "unlisted", _("A page, but search engines are asked to leave it out")
    LISTED = "listed", _("A page that search engines may list")


class User(AbstractUser):
    """E-mail is who one is; the username is a convenience, the display name is what others see."""

    first_name = None
    last_name = None
    username = models.CharField(
        _("username"),
        max_length=60,
        null=True,
        blank=True,
        validators=[check_username],
        help_text=_("Optional, to sign in with. Letters, digits and . + - _ only."),
    )
    email = models.EmailField(_("email address"))
    display_name = models.CharField(
        _("display name"), max_length=80, help_text=_("Shown beside comments and in the desk.")
    )
    page = models.CharField(
        _("page of all your comments"),
        max_length=8,
        choices=Page,
        blank=True,
        default=Page.NONE,
        db_default=Page.NONE,
    )
    # Its address: made when the page is first wanted, and then always the same. It says nothing
    # about the account and cannot be guessed.
    page_key = models.CharField(max_length=PAGE_KEY_LENGTH, null=True, unique=True, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    objects = PeopleManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="person_email_unique",
                violation_error_message=_("Somebody with this email address exists already."),
            ),
            models.UniqueConstraint(
                Lower("username"),
                name="person_username_unique",
                violation_error_message=_("This username is taken."),
            ),
        ]

    def __str__(self):
        return self.display_name or self.email

    def clean(self):
        super().clean()
        self.username = self.username or None

    def addresses(self) -> list[str]:
        """In small letters: the one we write to, and every other that is proven to be theirs."""
        from allauth.account.models import EmailAddress  # its tables hang on ours

        proven = EmailAddress.objects.filter(user=self, verified=True)
        others = proven.values_list("email", flat=True)
        return sorted({address.lower() for address in (self.email, *others)})

    def get_full_name(self):
        return str(self)

    def get_short_name(self):
        return str(self)


class Letter(models.Model):
    """A letter about an account on its way: its links are keys, so it is kept here and not
    among the arguments of a job, and only until it is sent."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    content = models.JSONField()
    written_at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.subject
