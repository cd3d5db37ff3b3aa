"""Numbers of rows as they come in a request."""


def is_key(text: str) -> bool:
    """Digits a row could be found by; Python refuses to read a number of thousands of them."""
    return text.isascii() and text.isdigit() and len(text) < 19
