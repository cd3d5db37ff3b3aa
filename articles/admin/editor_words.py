"""Sentences the writing page's scripts say. They are here so that they can be translated."""

from django.utils.translation import gettext as _

from articles.admin.document_uploads import limits


def words() -> dict[str, str]:
    return {
        **_saving(), **_checks(), **_toolbar(), **_finding(), **_pictures(), **_documents(),
        **_lists(),
    }  # fmt: skip


def _saving() -> dict[str, str]:
    return {
        "saving": _("Saving…"),
        "saved": _("Saved {time}"),
        "unsaved": _("Not saved yet"),
        "changed": _("Changed, not saved"),
        "kept": _("Changed, kept {time}"),
        "offline": _("Offline since {time}. Kept in this browser."),
        "silent": _("No answer since {time}. Kept in this browser."),
        "noRoom": _("No answer since {time}, and no room in this browser. Leave this page open."),
        "again": _("Connected again"),
        "keptHere": _("Kept in this browser only"),
        "notSaved": _("Not saved, kept as a version"),
        "refusedKept": _("{why} Your words are kept in this browser."),
        "signedOut": _("You were signed out. Your words are kept in this browser: {link}."),
        "signIn": _("sign in again"),
        "refused": _("Not saved:"),
        "meanwhile": _("Somebody saved this story after you opened it. Your words are kept."),
        "compareBoth": _("Compare both"),
        "showBoth": _("Show the whole text"),
        "keptText": _("What you typed here until {time} was not saved."),
        "seeKept": _("See what differs"),
        "useKept": _("Use it"),
        "dropKept": _("Discard it"),
        "keptIsHere": _("It stands here now, not saved."),
        "keptInPlace": _("It stands here now, in place of what you had typed."),
        "undoKept": _("Put back what was here"),
        "keptDropped": _("Discarded."),
        "bringBack": _("Bring it back"),
        "alone": _("Nobody else is here now"),
    }


def _checks() -> dict[str, str]:
    return {
        "words": _("{words} words, {minutes} minutes"),
        "oneMinute": _("{words} words, 1 minute"),
        "count": _("{count} of {aim}"),
        "countOver": _("{count} of {aim}: {over} too many"),
    }


def _toolbar() -> dict[str, str]:
    return {
        "text": _("Text"),
        "toolbar": _("Formatting"),
        "style": _("Kind of paragraph"),
        "paragraph": _("Paragraph"),
        "heading2": _("Heading"),
        "heading3": _("Subheading"),
        "heading4": _("Small heading"),
        "bold": _("Bold"),
        "italic": _("Italic"),
        "strike": _("Struck through"),
        "sub": _("Subscript"),
        "sup": _("Superscript"),
        "code": _("Code"),
        "link": _("Link"),
        "bulletList": _("Bulleted list"),
        "orderedList": _("Numbered list"),
        "quote": _("Quote"),
        "pull": _("Pull quote"),
        "factbox": _("Fact box"),
        "picture": _("Picture"),
        "document": _("Document"),
        "gallery": _("Gallery"),
        "embed": _("Film, post or map"),
        "table": _("Table"),
        "rule": _("Separator"),
        "undo": _("Undo"),
        "redo": _("Redo"),
        "more": _("More"),
        "addRow": _("Add a row below"),
        "addColumn": _("Add a column after"),
        "dropRow": _("Remove the row"),
        "dropColumn": _("Remove the column"),
        "headRow": _("Heading row"),
        "headCell": _("Heading cell"),
        "dropTable": _("Remove the table"),
        "entry": _("Entry of now"),
        "entryTime": _("Time of the entry"),
        "entryClock": _("When it was written, by the clock of this computer"),
        "entryNone": _("No entry: a heading without a time"),
        "storyCard": _("Story of ours"),
        "storyWords": _("Words of the story, or its address"),
        "storyHint": _("Readers see today’s headline, and nothing once it is withdrawn."),
        "storyChoose": _("Choose one of the stories found, or write its address."),
        "storyGone": _("This story is no longer here."),
        "readAlso": _("Read also"),
        "source": _("Who said it"),
        "startAt": _("Numbers start at"),
        "linkOrStory": _("Address, or words of a story of ours"),
        "linkStories": _("Stories of ours"),
        "linkSet": _("Set the link"),
        "linkDrop": _("Remove the link"),
        "embedAddress": _("Address of the film, post or map"),
        "embedHint": _("YouTube, Vimeo, X, Instagram, Facebook, TikTok, Spotify or Google Maps."),
        "insert": _("Insert"),
        "apply": _("Apply"),
        "cancel": _("Cancel"),
        "close": _("Close"),
        "remove": _("Remove"),
        "caption": _("Caption"),
        "pasting": _("Pasting…"),
    }


def _finding() -> dict[str, str]:
    return {
        "find": _("Find and replace"),
        "findWords": _("Find"),
        "findOther": _("Replace with"),
        "findWhole": _("Whole words"),
        "findCased": _("Capitals matter"),
        "findNext": _("Next place"),
        "findBefore": _("Place before"),
        "findClose": _("Close the search"),
        "findPlace": _("{number} of {count}"),
        "replaceThis": _("Replace"),
        "replaceAll": _("Replace all"),
        "replaced": _("{count} replaced."),
        "replacedOne": _("1 replaced."),
        "save": _("Save"),
        "toTools": _("To the tools over the text"),
        "shortcuts": _("Keyboard shortcuts"),
    }


def _pictures() -> dict[str, str]:
    return {
        "choosePicture": _("Choose a picture"),
        "choosePictures": _("Choose pictures"),
        "search": _("Search pictures"),
        "upload": _("Upload pictures"),
        "uploadHint": _("Or drop files here. JPEG, PNG, WebP or AVIF, up to 30 MB each."),
        "uploading": _("{name}: uploading, {percent}%"),
        "checking": _("{name}: checking"),
        "uploaded": _("{name}: taken in"),
        "twin": _("This picture is here already:"),
        "twinUse": _("Use the one that is here"),
        "uploadFailed": _("{name}: it did not arrive. Try again."),
        "none": _("No picture answers this search."),
        "morePictures": _("Show more"),
        "alt": _("Alternative text"),
        "altHint": _("Says what is to be seen, for those who cannot see it."),
        "decorative": _("Decorative: says nothing the text does not say"),
        "credit": _("Credit"),
        "licence": _("Licence"),
        "across": _("Across"),
        "down": _("Down"),
        "focal": _("Focal point"),
        "focalHint": _("Click the picture, or move the point with the arrow keys; Shift by 10."),
        "usePicture": _("Use this picture"),
        "usePictures": _("Use {count} pictures"),
        "savePicture": _("Save"),
        "pictureGone": _("This picture is no longer here."),
        "noAlt": _("No alt text"),
        "replace": _("Replace"),
        "change": _("Words and focal point"),
        "describe": _("Add the alt text"),
        "chosen": _("chosen"),
        "orderedPictures": _("{count} pictures"),
        "lead": _("Lead, 16:9"),
        "row": _("Row, 4:3"),
        "square": _("Square"),
    }


def _documents() -> dict[str, str]:
    return {
        "chooseDocument": _("Choose a document"),
        "searchDocuments": _("Search documents"),
        "uploadDocuments": _("Upload documents"),
        "documentHint": _("Or drop files here.") + " " + limits(),
        "noDocument": _("No document answers this search."),
    }


def _lists() -> dict[str, str]:
    return {
        "add": _("Add"),
        "up": _("Move {name} up"),
        "down_": _("Move {name} down"),
        "drop": _("Remove {name}"),
        "noneFound": _("Nothing found"),
        "found": _("{count} found"),
        "added": _("{name} added"),
        "dropped": _("{name} removed"),
        "moved": _("{name} is now number {place}"),
    }
