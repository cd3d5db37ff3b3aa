/**
 * Opens the sign-in page's own form in a dialog over the page. When anything is not as
 * expected, the link leads to the page.
 */
const CROSS =
  '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="M18 6 6 18M6 6l12 12"/></svg>';

export function enhance(link, enhanceAll) {
  link.addEventListener("click", async (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const address = new URL(link.href);
    const next = address.searchParams.get("next");
    if (location.hash && !next.includes("#")) address.searchParams.set("next", next + location.hash);
    const dialog = await made(address).catch(() => null);
    if (!dialog) {
      location.href = address;
      return;
    }
    document.querySelectorAll(":popover-open").forEach((open) => open.hidePopover());
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      opener(link).focus();
    });
    dialog.addEventListener("click", (press) => {
      if (press.target === dialog) dialog.close();
    });
    dialog.showModal();
    dialog.querySelector('input:not([type="hidden"])')?.focus();
    enhanceAll(dialog);
  });
}

/** Where the focus goes back to: the link, or the button of the menu it stands in. */
function opener(link) {
  const menu = link.closest("[popover]");
  return (menu && document.querySelector(`[popovertarget="${menu.id}"]:not([popovertargetaction])`)) || link;
}

/** The page's [data-dialog] part as a dialog, or an error. */
async function made(address) {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) throw new Error("not the sign-in page");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const part = page.querySelector("[data-dialog]");
  const form = part?.querySelector("form");
  if (!form) throw new Error("no form");
  form.action = new URL(form.getAttribute("action") || address.pathname + address.search, location.href);
  const dialog = document.createElement("dialog");
  dialog.className = "dlg";
  dialog.append(closer(part.dataset.close), document.importNode(part, true));
  const heading = dialog.querySelector("h1, h2");
  if (heading) {
    heading.id ||= "dialog-heading";
    dialog.setAttribute("aria-labelledby", heading.id);
  }
  return dialog;
}

function closer(words) {
  const form = document.createElement("form");
  form.method = "dialog";
  const button = document.createElement("button");
  button.className = "tool dlg__x";
  button.setAttribute("aria-label", words ?? "");
  button.innerHTML = CROSS;
  form.append(button);
  return form;
}
