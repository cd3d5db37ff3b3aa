/**
 * The comment form where its reader is signed in: replies in place, a draft that stays in this
 * browser until the comment is accepted, and what is the reader's own in the thread.
 */
const ask = { headers: { Accept: "application/json" } };
const numbers = (list) => list.split(" ").filter(Boolean);

export function enhance(form) {
  const text = form.elements.text;
  const place = form.parentElement;
  const key = `comment:${form.dataset.articleId}`;
  const label = form.querySelector("label");
  const cancel = form.querySelector("[data-cancel]");
  const left = form.querySelector("[data-left]");
  const said = { comment: label.textContent, wrong: form.querySelector(".err") };
  const thread = form.closest(".comments");
  let answered = null;

  const count = () => {
    left.hidden = text.value.length < text.maxLength * 0.8;
    left.querySelector("b").textContent = text.maxLength - text.value.length;
  };
  const keep = () => {
    try {
      if (text.value) localStorage.setItem(key, JSON.stringify([form.elements.to.value, text.value]));
      else localStorage.removeItem(key);
    } catch {} // private windows: then it is not kept
  };
  const wrong = (words) => {
    said.wrong.hidden = !words;
    said.wrong.querySelector("span").textContent = words;
    if (words) text.setAttribute("aria-invalid", "true");
    else text.removeAttribute("aria-invalid");
  };
  const answer = (link, focus) => {
    answered = link;
    link.closest(".cm").append(form);
    form.elements.to.value = link.closest(".cm").id.slice(8);
    label.textContent = form.dataset.replyTo;
    cancel.hidden = false;
    if (focus) text.focus();
  };

  cancel.addEventListener("click", () => {
    place.append(form);
    form.elements.to.value = "";
    label.textContent = said.comment;
    cancel.hidden = true;
    keep();
    answered.focus();
  });

  text.addEventListener("input", () => {
    count();
    keep();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector(".btn:not([type])");
    const words = button.textContent;
    button.disabled = true;
    button.textContent = form.dataset.waiting;
    const sent = await fetch(form.action, { ...ask, method: "POST", body: new FormData(form) }).catch(
      () => null,
    );
    if (sent?.status === 201) {
      const { there } = await sent.json();
      text.value = "";
      keep();
      const before = location.pathname + location.search;
      location.assign(there);
      if (before === there.split("#")[0]) location.reload();
      return;
    }
    button.disabled = false;
    button.textContent = words;
    if (sent?.status === 403) return form.submit(); // signed out meanwhile: the page leads there
    const said = sent?.status === 422 && (await sent.json()).said;
    wrong(said || form.dataset.lost);
    text.focus();
  });

  thread?.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-do]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.dataset.do === "reply") {
      event.preventDefault();
      answer(link, true);
      keep();
    } else if (link.dataset.do === "recommend") {
      event.preventDefault();
      const token = new FormData();
      token.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      const sent = await fetch(link.href, { ...ask, method: "POST", body: token }).catch(() => null);
      if (!sent?.ok) return location.assign(link.href);
      const { given, number } = await sent.json();
      link.replaceChildren("");
      mark(link, given);
      if (number) link.append(" ", Object.assign(document.createElement("b"), { textContent: number }));
    }
  });

  const mark = (link, given) => {
    link.classList.toggle("is-given", given);
    const words = given ? form.dataset.recommended : form.dataset.recommend;
    link.firstChild.data = link.querySelector("b") ? `${words} ` : words;
  };
  for (const number of numbers(form.dataset.given)) {
    const link = document.querySelector(`#comment-${number} [data-do=recommend]`);
    if (link) mark(link, true);
  }
  for (const number of numbers(form.dataset.own)) {
    const row = document.querySelector(`#comment-${number} .cm__do`);
    for (const link of row?.querySelectorAll("a:not([data-do=reply])") ?? []) {
      if (!link.querySelector("b")) link.remove(); // the number others gave it stays to be read
    }
    for (const act of ["edit", "withdraw"]) {
      const link = document.createElement("a");
      link.href = `/comments/c/${number}/${act}/`;
      link.textContent = form.dataset[act];
      row?.append(" ", link);
    }
  }

  try {
    const [to, kept] = JSON.parse(localStorage.getItem(key)) ?? [];
    const link = to && document.querySelector(`#comment-${to} [data-do=reply]`);
    if (kept && !text.value) text.value = kept;
    if (kept && link && !form.elements.to.value) answer(link, false);
  } catch {} // nothing kept, or nothing that can be read
  count();
}
