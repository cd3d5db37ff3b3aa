"""Who may do what, as data. `manage.py sync_roles` writes it into groups."""

WRITE = [
    "articles.add_article", "articles.change_article", "articles.view_article",
    "articles.view_section", "articles.view_author", "articles.view_tag", "articles.add_tag",
    "articles.add_image", "articles.change_image", "articles.view_image",
    "articles.add_document", "articles.change_document", "articles.view_document",
    "curation.view_front",
]  # fmt: skip
MODERATE = [
    "comments.view_comment", "comments.change_comment", "comments.moderate_comment",
    "comments.view_ruleset", "comments.view_commentsettings", "comments.view_storycomments",
]  # fmt: skip
SUBEDIT = [
    *WRITE,
    "articles.edit_others_article", "articles.pass_article", "articles.assign_article",
    "articles.change_public_image", "articles.change_public_document", "articles.delete_document",
    "articles.change_tag",
    "articles.view_gaterule", "articles.view_desklog", "articles.view_redirect",
]  # fmt: skip
PICTURE = [
    "articles.view_article", "articles.view_section", "articles.view_author", "articles.view_tag",
    "articles.add_image", "articles.change_image", "articles.view_image",
    "articles.change_public_image",
    "articles.add_document", "articles.change_document", "articles.view_document",
    "articles.change_public_document", "articles.delete_document",
]  # fmt: skip
EDIT = [
    *SUBEDIT,
    "articles.publish_article", "articles.backdate_article", "articles.override_gate",
    "articles.add_section", "articles.change_section",
    "articles.add_author", "articles.change_author",
    "articles.add_redirect", "articles.change_redirect",
    "curation.change_front",
    *MODERATE, "comments.switch_rules", "comments.change_ruleset",
    "comments.add_commentsettings", "comments.change_commentsettings",
    "comments.add_storycomments", "comments.change_storycomments",
    "newsletter.view_newsletter", "newsletter.add_newsletter", "newsletter.change_newsletter",
    "newsletter.view_subscriber", "newsletter.leave_for_subscriber",
    "newsletter.view_issue", "newsletter.add_issue", "newsletter.change_issue",
    "newsletter.send_issue",
    "newsletter.move_subscribers", "newsletter.view_delivery", "newsletter.view_suppression",
    "newsletter.add_suppression", "newsletter.delete_suppression",
    "site.view_contactmessage", "site.view_page", "site.add_page", "site.change_page",
    "site.view_menu", "site.change_menu",
    "site.view_menuitem", "site.add_menuitem", "site.change_menuitem", "site.delete_menuitem",
    "site.view_sitesettings", "site.change_sitesettings",
    "crawlers.view_policy", "crawlers.change_policy",
    "consent.view_purpose", "consent.view_wording", "consent.view_choice",
    "site.view_sociallink", "site.add_sociallink", "site.change_sociallink",
    "ads.view_placement", "ads.view_creative", "ads.view_booking",
]  # fmt: skip
ADVERTISE = [
    "ads.view_placement", "ads.change_placement",
    "ads.view_creative", "ads.add_creative", "ads.change_creative", "ads.delete_creative",
    "ads.view_booking", "ads.add_booking", "ads.change_booking", "ads.delete_booking",
]  # fmt: skip
SIGN_OFF = ["articles.view_article", "articles.view_section", "articles.sign_off_legal"]
ADMINISTER = [
    *EDIT, *ADVERTISE, *SIGN_OFF, "articles.change_gaterule", "newsletter.release_sending",
    "articles.delete_section", "articles.delete_author", "articles.delete_tag",
    "articles.delete_redirect",
    "site.delete_page", "site.delete_sociallink",
    "consent.change_purpose",
    "accounts.view_user", "accounts.add_user", "accounts.change_user", "moving.move_sites",
    "moving.take_all_out",
]  # fmt: skip

ROLES = {
    "Reporter": WRITE,
    "Sub-editor": SUBEDIT,
    "Photo desk": PICTURE,
    "Moderator": MODERATE,
    "Editor": EDIT,
    "Advertising": ADVERTISE,
    "Legal": SIGN_OFF,
    "Administrator": ADMINISTER,
}
