"""Who may do what with a story. Pure: no query a row, no writing."""

from accounts.models import User
from articles.documents import before_readers
from articles.models import Article, Document, Image, Note

Status = Article.Status

# What each state may become; everything else is refused wherever it is asked for.
TRANSITIONS = {
    Status.DRAFT: {Status.REVIEW, Status.PUBLISHED},
    Status.REVIEW: {Status.DRAFT, Status.READY, Status.PUBLISHED},
    Status.READY: {Status.DRAFT, Status.PUBLISHED},
    Status.PUBLISHED: {Status.WITHDRAWN, Status.PUBLISHED},
    Status.WITHDRAWN: {Status.PUBLISHED, Status.DRAFT},
}


def may_change_state(article: Article, to: str) -> bool:
    return to in TRANSITIONS[Status(article.status)]


def may_publish(user: User) -> bool:
    return user.has_perm("articles.publish_article")


def may_pass(user: User) -> bool:
    """Say that a story was read and is ready, or give it back to its writer."""
    return user.has_perm("articles.pass_article")


def waiting_for(user: User) -> list[str]:
    """In which states a story waits for this person: to be read, to be let out."""
    if may_publish(user):
        return [Status.REVIEW, Status.READY]
    return [Status.REVIEW] if may_pass(user) else []


def may_edit(user: User, article: Article | None = None) -> bool:
    """Writers change drafts they began or have; what readers see is changed by editors only."""
    if not user.has_perm("articles.change_article"):
        return False
    if article is None or user.has_perm("articles.edit_others_article"):
        return True
    own = user.pk in (article.created_by_id, article.assignee_id)
    return own and article.status in Article.WITH_WRITERS


def may_claim(user: User, article: Article) -> bool:
    """What is with the writers any of them may take, and write in; the rest is the editors'."""
    if not user.has_perm("articles.change_article"):
        return False
    return user.has_perm("articles.edit_others_article") or article.status in Article.WITH_WRITERS


def may_assign(user: User) -> bool:
    """Give a story to somebody, take it away, say when it is due."""
    return user.has_perm("articles.assign_article")


def may_let_go(user: User, article: Article) -> bool:
    return may_assign(user) or article.assignee_id == user.pk


def may_change_picture(user: User, image: Image) -> bool:
    """Writers describe what they took in; what readers see already is changed by editors only."""
    if not user.has_perm("articles.change_image"):
        return False
    return user.has_perm("articles.change_public_image") or not image.before_readers


def may_change_document(user: User, document: Document) -> bool:
    """As with pictures."""
    if not user.has_perm("articles.change_document"):
        return False
    return may_open_documents(user) or not before_readers(document)


def may_open_documents(user: User) -> bool:
    """Let readers have one that no story links to."""
    return user.has_perm("articles.change_public_document")


def may_preview(user: User) -> bool:
    return user.is_active and user.is_staff and user.has_perm("articles.view_article")


def may_note(user: User) -> bool:
    """Write beside a story, and answer: whoever reads it in the desk."""
    return may_preview(user)


def may_resolve(user: User, article: Article, note: Note) -> bool:
    """Whoever wrote the note, and whoever may change the words it is about."""
    return may_note(user) and (note.person_id == user.pk or may_edit(user, article))


def may_backdate(user: User) -> bool:
    return user.has_perm("articles.backdate_article")


def may_override(user: User) -> bool:
    """Let a story out although a rule blocks it; the action asks for the reason."""
    return user.has_perm("articles.override_gate")


def may_sign_off(user: User) -> bool:
    return user.has_perm("articles.sign_off_legal")
