/**
 * The moderation queue by keyboard: J and K move, A approves, R asks for the reason, N leaves it,
 * X ticks, U takes back. Every key presses something that is on the page and works without it.
 */
const WRITING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]";
const OFF = "comments:letters-off";
/** A key that is held down goes on moving; it decides once, and not about what comes next. */
const MOVES = ["j", "k", "arrowdown", "arrowup", "n"];

const list = document.querySelector(".que");
const form = document.getElementById("que");
const lines = form ? [...list.children] : [];
const why = form?.querySelector(".que__why");
let at = Math.max(0, lines.findIndex((line) => line.matches(".is-on")));

const press = (key) => document.querySelector(`[data-key="${key}"]`)?.click();

/** Makes a line the current one: its decisions are in the line on top, its thread beside it. */
async function stand(index) {
  const line = lines[index];
  if (!line || index === at) return line?.querySelector(".que__who").focus();
  lines[at].classList.remove("is-on");
  lines[at].querySelector(".que__who").removeAttribute("aria-current");
  at = index;
  line.classList.add("is-on");
  const who = line.querySelector(".que__who");
  who.setAttribute("aria-current", "true");
  who.focus({ preventScroll: true });
  line.scrollIntoView({ block: "nearest" });
  if (why) line.append(why);
  for (const button of document.querySelectorAll(".que-top [form=que]")) {
    button.value = line.dataset.seen;
  }
  goOnAfter(index);
  claim(line);
  const answer = await fetch(line.dataset.side).catch(() => null);
  const side = document.getElementById("content-related");
  if (answer?.ok && lines[at] === line) {
    const parts = new DOMParser().parseFromString(await answer.text(), "text/html");
    side.replaceChildren(...parts.body.childNodes);
  }
}

/** After the decision the page opens at the one that comes next. */
function goOnAfter(index) {
  const next = lines[index + 1]?.id.slice(2);
  const link = document.querySelector("a[data-key=n]");
  if (link) link.hidden = !next;
  for (const place of [form.elements.back, link]) {
    if (!place) continue;
    const kept = (place.value ?? place.getAttribute("href")).replace(/&at=\d+/, "");
    const there = next ? `${kept}&at=${next}` : kept;
    if (place.value === undefined) place.setAttribute("href", there);
    else place.value = there;
  }
}

async function claim(line) {
  const sent = new FormData();
  sent.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  sent.set("comment", line.id.slice(2));
  const answer = await fetch(form.dataset.claim, { method: "POST", body: sent }).catch(() => null);
  if (answer?.ok) line.querySelector(".que__claim").textContent = (await answer.json()).said;
}

function reject() {
  const choice = document.getElementById("why");
  if (document.activeElement === choice) press("r");
  else choice?.focus();
}

const keys = {
  j: () => stand(at + 1),
  k: () => stand(at - 1),
  arrowdown: () => stand(at + 1),
  arrowup: () => stand(at - 1),
  n: () => stand(at + 1),
  a: () => press("a"),
  r: reject,
  u: () => press("u"),
  x: () => lines[at]?.querySelector("[name=chosen]")?.click(),
};

if (form) {
  const off = document.querySelector("[data-keys-off]");
  off.checked = localStorage.getItem(OFF) === "1";
  off.addEventListener("change", () => localStorage.setItem(OFF, off.checked ? "1" : ""));
  list.addEventListener("click", (event) => {
    const who = event.target.closest(".que__who");
    if (!who || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    stand(lines.indexOf(who.closest("li")));
  });
  if (why) {
    claim(lines[at]);
    why.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // Enter in the reason rejects; it must not press the first button
      press("r");
    });
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(WRITING)) return;
  const key = event.key.toLowerCase();
  if (key.length === 1 && localStorage.getItem(OFF) === "1") return;
  if (!keys[key] || (!form && key !== "u")) return;
  event.preventDefault();
  if (!event.repeat || MOVES.includes(key)) keys[key]();
});
