/**
 * Signs up without leaving the page. The server answers the same form with a fragment that
 * takes the form's place; after ten seconds without an answer the address is kept for a retry.
 * Words come from the form: data-wait, data-adding, data-retry, and the error in its template.
 */
const PATIENCE = 10_000;

export function enhance(form, enhanceAll) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    const typed = new FormData(form);
    const done = wait(form);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: typed,
        headers: { "X-Requested-With": "fetch", Accept: "text/html" },
        signal: AbortSignal.timeout(PATIENCE),
      });
      const fragment = new DOMParser().parseFromString(await answer.text(), "text/html");
      const part = fragment.querySelector("[data-newsletter]") ?? fragment.querySelector(".nl__form");
      if (!part) throw new Error("no answer to show");
      replace(form, part, enhanceAll);
    } catch {
      done();
      fail(form);
    }
  });
}

/** Two readers of the words: the button says "Please wait…" and so does the live region. */
function wait(form) {
  const button = form.querySelector("button:not([type='button'])");
  const fields = form.querySelectorAll("input");
  const hint = form.querySelector(".nl__hint");
  clear(form);
  form.setAttribute("aria-busy", "true");
  button.setAttribute("aria-disabled", "true");
  button.classList.add("nl__wait");
  button.textContent = form.dataset.wait;
  say(form, form.dataset.wait, form.dataset.adding);
  if (hint) hint.hidden = true;
  fields.forEach((field) => (field.readOnly = true));
  return () => {
    form.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
    button.classList.remove("nl__wait");
    button.textContent = form.dataset.retry;
    say(form);
    if (hint) hint.hidden = false;
    fields.forEach((field) => (field.readOnly = false));
  };
}

/** What comes in the form's place is as high as the form was, so that nothing moves. */
function replace(form, part, enhanceAll) {
  const fresh = document.importNode(part, true);
  if (fresh.querySelector(".nl__done")) fresh.style.minBlockSize = `${form.offsetHeight}px`;
  const at = document.activeElement;
  form.replaceWith(fresh);
  enhanceAll(fresh.parentElement);
  if (at !== document.body && at.isConnected) return; // gone on elsewhere meanwhile
  const next =
    fresh.querySelector('[aria-invalid="true"]') ??
    (fresh.querySelector(".err") && fresh.querySelector("[type=checkbox]")) ??
    fresh.querySelector("button");
  if (next) return next.focus();
  fresh.tabIndex = -1;
  fresh.focus();
}

function fail(form) {
  const error = form.querySelector("template").content.firstElementChild.cloneNode(true);
  error.dataset.made = "";
  form.querySelector(".nl__row").after(error);
  form.querySelector("[type=email]")?.setAttribute("aria-invalid", "true");
}

function clear(form) {
  form.querySelectorAll("[data-made], .err").forEach((made) => made.remove());
  form.querySelector("[type=email]")?.removeAttribute("aria-invalid");
}

function say(form, aloud = "", shown = "") {
  const status = form.querySelector(".nl__status");
  const hidden = document.createElement("span");
  hidden.className = "vh";
  hidden.textContent = aloud;
  status.replaceChildren(...(aloud ? [hidden, " ", shown] : []));
}
