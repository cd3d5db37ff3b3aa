/**
 * Which stories are new since this browser last looked. The browser remembers; the server is told
 * nothing of it. `seen` is what the panel was opened for, `all` up to when everything is read,
 * `read` which stories since. A member's own news is marked by the server.
 */
const KEY = "bell";

/** Until the answer is there, the link opens a panel that says so; without script it leads on. */
export function wait(place, load) {
  const link = place.querySelector("a");
  link?.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const panel = place.querySelector(".pop") ?? place.appendChild(waiting());
    const say = (words) => (panel.firstChild.textContent = words);
    panel.firstChild.onclick = () => link.click();
    say(place.dataset.wait);
    panel.showPopover({ source: link });
    if (!(await load())) say(place.dataset.failed);
  });
}

function waiting() {
  const panel = document.createElement("section");
  panel.className = "pop pop--wait";
  panel.popover = "auto";
  panel.setAttribute("aria-live", "polite");
  panel.append(document.createElement("button"));
  panel.firstChild.className = "pop__empty";
  return panel;
}

/** Fills a place with the answer; a panel that waits open is followed by the real one. */
export function fillBell(place, content) {
  const open = place.querySelector(".pop--wait:popover-open");
  place.replaceChildren(content);
  markNew(place);
  if (!open) return;
  const button = place.querySelector("button");
  button.focus();
  place.querySelector(".pop").showPopover({ source: button });
}

function markNew(place) {
  const button = place.querySelector("button");
  const panel = place.querySelector(".pop");
  const form = panel.querySelector("form");
  const [none, count] = ["[data-none]", "[data-count]"].map((name) => panel.querySelector(name));
  const times = panel.dataset.times.split(" ").map(Number);
  const kept = recall();
  const known = kept ?? { seen: times[0], all: times[0], read: [] };
  const lines = [...document.querySelectorAll("[data-at]")];
  const isNew = (line) => line.dataset.at > known.all && !known.read.includes(line.dataset.at);
  const label = button.ariaLabel;

  const draw = () => {
    for (const line of lines) line.classList.toggle("new", isNew(line));
    const fresh = times.filter((time) => time > known.seen).length + Number(panel.dataset.unread);
    const words = button.dataset.new.replace("0", fresh > 99 ? "99+" : fresh);
    button.ariaLabel = fresh ? `${label}, ${words}` : label;
    button.classList.toggle("has-new", fresh > 0);
    if (fresh) count.textContent = words;
    const some = panel.querySelector(".new");
    none.hidden = some || !kept;
    form.hidden = !some;
    known.read = known.read.filter((at) => at > known.all);
    remember(known);
  };
  const tell = (address) => address && fetch(address, { method: "POST", body: new FormData(form) });

  const read = (line) => line && known.read.push(line.dataset.at);
  read(panel.querySelector(`a[href="${location.pathname}"]`)?.closest("[data-at]"));
  for (const line of lines) line.addEventListener("click", () => { read(line); remember(known); });
  panel.addEventListener("toggle", ({ newState }) => {
    if (newState !== "open") return;
    if (Number(panel.dataset.unread)) tell(panel.dataset.seen);
    known.seen = times[0];
    panel.dataset.unread = 0;
    draw();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    tell(form.getAttribute("action"));
    known.all = times[0];
    for (const line of panel.querySelectorAll(".new")) line.classList.remove("new");
    count.textContent = "";
    draw();
    button.focus();
  });
  draw();
}

function recall() {
  try {
    return JSON.parse(localStorage.getItem(KEY));
  } catch {
    return null;
  }
}

function remember(known) {
  try {
    localStorage.setItem(KEY, JSON.stringify(known));
  } catch {
    // Storage is switched off: everything stays as it is.
  }
}
