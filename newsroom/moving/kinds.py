"""What the kinds and states of things in an export mean here."""

from datetime import datetime

from newsroom.moving.items import Item

# Never shown to readers by themselves, so they have no addresses to keep.
INTERNAL = {
    "nav_menu_item", "revision", "customize_changeset", "custom_css", "oembed_cache",
    "user_request", "wp_block", "wp_template", "wp_template_part", "wp_global_styles",
    "wp_navigation", "wp_font_family", "wp_font_face", "wpcf7_contact_form", "feedback",
    "acf-field", "acf-field-group", "acf-post-type", "acf-taxonomy", "acf", "guest-author",
    "scheduled-action", "jp_pay_order", "jp_pay_product", "ngg_gallery", "ngg_pictures",
    "mc4wp-form", "wpforms", "elementor_library", "shop_order", "shop_coupon", "amp_validated_url",
}  # fmt: skip
# Kept for the database of the old site alone.
NOTHING = {"auto-draft", "inherit-draft"}


def is_public(item: Item, at: datetime | None, now: datetime) -> bool:
    """Whether every reader of the old site could see it."""
    if item.password or item.kind in INTERNAL:
        return False
    if item.kind == "attachment":
        return item.status in ("inherit", "publish", "")
    shown = item.status in ("publish", "") if item.kind == "page" else item.status == "publish"
    return shown and (at is not None or item.kind == "page") and (at is None or at <= now)


def why_not_public(item: Item, at: datetime | None, now: datetime) -> str:
    """In a word, what keeps a story or page a draft here."""
    if item.password:
        return "password"
    if item.status in ("publish", ""):
        return "future" if at and at > now else "undated"
    return item.status
