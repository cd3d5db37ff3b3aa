/** The form that asks: at the foot of the window, or standing on its own page already. */
export async function ask({ link, form, kept, object, settle, again }) {
  if (form) return preset(form, kept, object);
  const bar = document.querySelector(".consent") ?? (await fetched(link));
  if (!bar) return;
  form = bar.querySelector("form");
  preset(form, kept, object);
  if (again) {
    form.querySelector("details").open = true;
    bar.focus();
  }
  if (bar.dataset.alive) return;
  bar.dataset.alive = "";

  const close = () => {
    const inside = bar.contains(document.activeElement);
    bar.remove();
    if (inside) (again ? link : document.querySelector("main")).focus({ preventScroll: true });
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = form.querySelector("[role=alert]");
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form, event.submitter)),
      headers: { Accept: "text/plain" },
    }).catch(() => null);
    if (answer?.ok) {
      close();
      settle();
    } else {
      wrong.textContent = answer ? await answer.text() : bar.dataset.failed;
      wrong.hidden = false;
    }
  });
  // Leaves a choice made before as it is; without one the question stays.
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && kept()) close();
  });
}

function preset(form, kept, object) {
  for (const name of kept() ?? []) form.elements[name].checked = true;
  const advertising = form.elements.advertising;
  form.querySelector("[data-gpc]").hidden = !(object && advertising);
}

/** Near the beginning of the page, so that the keyboard comes there soon; shown with its sheet. */
async function fetched(link) {
  const answer = await fetch(`${link.pathname}bar/`).catch(() => null);
  if (!answer?.ok) return null;
  const box = document.createElement("template");
  box.innerHTML = await answer.text();
  const bar = box.content.querySelector(".consent");
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: bar.dataset.sheet });
  document.head.append(sheet);
  await new Promise((done) => (sheet.onload = sheet.onerror = done));
  document.querySelector(".skip").after(bar);
  return bar;
}
