/**
 * Signs up without leaving the page. The server answers the same form with a fragment that
 * takes the form's place; after ten seconds without an answer the address is kept for a retry.
 * Words come from the form: data-wait, data-late, data-retry.
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

function wait(form) {
  const button = form.querySelector("button:not([type='button'])");
  const words = button.textContent;
  const fields = form.querySelectorAll("input");
  clear(form);
  form.setAttribute("aria-busy", "true");
  button.setAttribute("aria-disabled", "true");
  button.classList.add("nl__wait");
  button.textContent = form.dataset.wait;
  say(form, form.dataset.wait);
  fields.forEach((field) => (field.readOnly = true));
  return () => {
    form.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
    button.classList.remove("nl__wait");
    button.textContent = form.dataset.retry ?? words;
    say(form, "");
    fields.forEach((field) => (field.readOnly = false));
  };
}

function replace(form, part, enhanceAll) {
  const fresh = document.importNode(part, true);
  form.replaceWith(fresh);
  enhanceAll(fresh.parentElement);
  const invalid = fresh.querySelector('[aria-invalid="true"]');
  if (invalid) invalid.focus();
  else {
    fresh.tabIndex = -1;
    fresh.focus();
  }
}

function fail(form) {
  const error = document.createElement("p");
  error.className = "err";
  error.setAttribute("role", "alert");
  error.dataset.made = "";
  error.textContent = form.dataset.late;
  form.querySelector(".nl__row").after(error);
}

function clear(form) {
  form.querySelectorAll("[data-made]").forEach((made) => made.remove());
}

function say(form, words) {
  const status = form.querySelector('[role="status"]');
  if (status) status.textContent = words;
}
