/**
 * Which stories are new since this browser's last visit. The browser remembers when it looked;
 * the server is told nothing.
 */
const KEY = "bell-seen";

export function markNew(bell) {
  const button = bell.querySelector("button[popovertarget]");
  const panel = bell.querySelector("[popover]");
  const seen = read();
  if (!button || !panel) return;
  const times = [...panel.querySelectorAll("li time[datetime]")];
  const newest = Math.max(0, ...times.map(when));
  if (seen === null) {
    write(newest);
    return;
  }
  const fresh = times.filter((time) => when(time) > seen);
  for (const time of fresh) time.closest("li").classList.add("new");
  if (fresh.length) {
    showCount(button, fresh.length);
    panel.addEventListener("toggle", (event) => {
      if (event.newState !== "open") return;
      write(newest);
      button.querySelector(".dot")?.remove();
    });
  }
}

function showCount(button, count) {
  const number = count > 99 ? "99+" : String(count);
  const words = button.dataset.new?.replace("0", number) ?? `(${number})`;
  button.setAttribute("aria-label", `${button.getAttribute("aria-label") ?? ""}, ${words}`);
  if (!button.querySelector(".dot")) {
    const dot = document.createElement("i");
    dot.className = "dot";
    button.append(dot);
  }
}

function when(time) {
  return Date.parse(time.dateTime) || 0;
}

function read() {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === null ? null : Number(kept);
  } catch {
    return null;
  }
}

function write(moment) {
  try {
    localStorage.setItem(KEY, String(moment));
  } catch {
    // Storage is switched off: everything stays as it is.
  }
}
