/** A form of one button, sent without leaving the page; its answer takes its place. */
export function enhance(form, enhanceAll) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const place = form.parentElement;
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "text/fragment" },
      body: new FormData(form),
    }).catch(() => null);
    if (!answer?.ok) {
      form.submit();
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const at = document.activeElement;
    form.replaceWith(...page.body.children);
    // Who has gone on elsewhere meanwhile stays there.
    if (at === document.body || !at.isConnected) place.querySelector("button")?.focus();
    enhanceAll(place);
  });
}
