/** The part about work answers in its place: what is typed in the story stays as it is.
 * Without this, each button sends its form and the page is opened anew. */
const panel = () => document.getElementById("w-panel");

document.addEventListener("submit", async (event) => {
  const sent = event.target;
  if (!sent.matches("form[data-panel]")) return;
  event.preventDefault();
  const pressed = event.submitter;
  const body = new FormData(sent, pressed);
  const address = pressed?.getAttribute("formaction") || sent.action;
  if (sent.dataset.busy) return;
  sent.dataset.busy = "yes";
  try {
    const response = await fetch(address, { method: "POST", body, headers: { "X-Desk-Panel": "1" }, redirect: "manual" });
    if (!response.ok) throw new Error(response.status);
    show(await response.text(), pressed);
  } catch {
    // Signed out, or no connection: what was written stays, and the sentence says so.
    say(panel().dataset.failed);
  } finally {
    delete sent.dataset.busy;
  }
});

function show(html, pressed) {
  const old = panel();
  const at = document.activeElement;
  const sent = pressed?.closest("details[data-keep]");
  const open = new Set([...old.querySelectorAll("details[data-keep][open]")].map((part) => part.dataset.keep));
  const place = document.createElement("template");
  place.innerHTML = html;
  const fresh = place.content.querySelector("#w-panel");
  const line = fresh.querySelector(".w-panel__says");
  const done = line.classList.contains("w-error") ? null : sent;
  if (done) open.delete(done.dataset.keep);
  for (const part of fresh.querySelectorAll("details[data-keep]")) part.open = open.has(part.dataset.keep);
  // What was typed and not sent, or refused, stays.
  for (const field of old.querySelectorAll("textarea")) {
    const again = fresh.querySelector(`#${field.id}`);
    if (again && !done?.contains(field)) again.value = field.value;
  }
  const inside = old.contains(at);
  const goesOn = inside && at.matches("textarea") && !done?.contains(at) && fresh.querySelector(`#${at.id}`);
  const words = line.textContent;
  line.textContent = "";
  old.replaceWith(fresh);
  apart();
  // Said after it stands in the page, so that it is announced.
  line.textContent = words;
  // Who has gone on writing elsewhere meanwhile stays there.
  if (inside || at === document.body) (goesOn || line).focus();
  document.dispatchEvent(new Event("panel:shown"));
}

function say(words) {
  const line = panel().querySelector(".w-panel__says");
  line.classList.add("w-error");
  line.textContent = words;
}

/** The story's own form listens to what is typed inside it; this part is not of the story. */
function apart() {
  for (const kind of ["input", "change"]) panel().addEventListener(kind, (event) => event.stopPropagation());
}

apart();
