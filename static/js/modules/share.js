/** Copy, print and the device's own share sheet; the links beside them need no script. */
export function enhance(group) {
  const story = { title: group.dataset.title, url: group.dataset.address || location.href };
  const status = group.querySelector('[role="status"]');
  for (const button of group.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", () => copy(button, story.url, status));
  }
  for (const link of group.querySelectorAll("[data-print]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      if (group.matches(":popover-open")) group.hidePopover();
      print();
    });
  }
  if (group.popover && navigator.share) useOwnSheet(group, story);
}

async function copy(button, address, status) {
  const label = button.querySelector("span") ?? status;
  try {
    await navigator.clipboard.writeText(address);
    label.textContent = status.textContent = button.dataset.done;
  } catch {
    // Not allowed here: the address stands where it can be copied by hand.
    status.classList.remove("vh");
    status.textContent = address;
  }
}

function useOwnSheet(menu, story) {
  for (const opener of document.querySelectorAll(`[popovertarget="${menu.id}"]`)) {
    opener.addEventListener("click", (event) => {
      event.preventDefault();
      navigator.share(story).catch((error) => {
        if (error.name !== "AbortError") menu.showPopover();
      });
    });
  }
}
