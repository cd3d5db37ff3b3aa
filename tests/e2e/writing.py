"""The writing page as the browser tests use it."""

from playwright.sync_api import expect

ADD = "/admin/articles/article/add/"


def opened(page, address):
    page.goto(address)
    page.wait_for_selector("html[data-writing=ready]")
    return page


def headline(page):
    return page.get_by_role("textbox", name="Headline")


def text(page):
    return page.get_by_role("textbox", name="Text")


def saved_line(page):
    return page.locator("#save-state")


def save(page):
    page.keyboard.press("Control+s")
    expect(saved_line(page)).to_have_attribute("data-state", "saved")
    expect(saved_line(page)).to_contain_text("Saved")


def settle(page):
    """Until the page has asked and been told what it does when it is opened."""
    page.wait_for_selector("html[data-kept=ready]")


def offer(page):
    return page.locator("#w-offer")


def kept(page):
    """Until the server has what is typed."""
    expect(saved_line(page)).to_contain_text("Changed, kept")
