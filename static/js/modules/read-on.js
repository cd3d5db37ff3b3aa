/** Brings the rest of the story, or the wall, without leaving the page. */
export function enhance(form, enhanceAll) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.setAttribute("aria-busy", "true");
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "text/fragment" },
    }).catch(() => null);
    if (!answer || ![200, 403].includes(answer.status)) {
      form.submit();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = document.importNode(page.body.firstElementChild, true);
    if (answer.ok) document.querySelector(".story").replaceWith(part);
    if (answer.ok) form.remove();
    else form.replaceWith(part);
    part.tabIndex = -1;
    part.focus({ preventScroll: answer.ok });
    enhanceAll(part.parentElement);
  });
}
