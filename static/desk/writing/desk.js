/** What the server told the page: sentences, addresses, pictures in the text. */
export const desk = JSON.parse(document.getElementById("w-desk").textContent);
export const form = document.querySelector("form[data-desk-form]");

/** The sentence of that name, with {names} filled in. */
export function say(name, values = {}) {
  return desk.words[name].replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** An element: properties as given, `data-`, `aria-` and `role` as attributes. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (/^(data-|aria-|role$|for$|popover)/.test(name)) element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

const DRAWN = {
  bold: '<path d="M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z"/>',
  italic: '<path d="M10 5h8M6 19h8M14.5 5l-5 14"/>',
  strike: '<path d="M4 12h16M16.5 7.5C16 6 14.3 5 12 5 9.5 5 7.5 6.2 7.5 8.3M7.5 16c.5 1.8 2.3 3 4.7 3 2.6 0 4.5-1.3 4.5-3.5"/>',
  link: '<path d="M10 13.5a4 4 0 0 0 6 .4l2.5-2.5a4 4 0 0 0-5.7-5.7L11.5 7"/><path d="M14 10.5a4 4 0 0 0-6-.4l-2.5 2.5a4 4 0 0 0 5.7 5.7L12.5 17"/>',
  bulletList: '<path d="M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01"/>',
  orderedList: '<path d="M10 6h10M10 12h10M10 18h10M4 4.5 5.5 4v5M4 9h3M4 15.5c.5-1 2.5-1 2.5.5 0 1-2.5 2-2.5 3h3"/>',
  quote: '<path d="M5 16V11c0-2.5 1.5-4 4-4M5 12h4v4H5zM14 16v-5c0-2.5 1.5-4 4-4M14 12h4v4h-4z"/>',
  pull: '<path d="M4 5h16M4 19h16M7 10h10M7 14h7"/>',
  factbox: '<rect x="4" y="4.5" width="16" height="15"/><path d="M8 9h8M8 12.5h8M8 16h5"/>',
  picture: '<rect x="3.5" y="5" width="17" height="14"/><path d="m4 16 4.5-4.5 4 4 3-3L20 17"/><circle cx="15.5" cy="9" r="1.2"/>',
  document: '<path d="M6.5 3.5h7.5l4 4v13H6.5z"/><path d="M13.5 3.5V8H18M9.5 12h5M9.5 15.5h5"/>',
  gallery: '<rect x="3" y="7" width="13" height="11"/><path d="M8 4h13v11M3.5 15.5 7 12l3 3 2-2 3.5 3.5"/>',
  embed: '<rect x="3.5" y="5" width="17" height="14"/><path d="m10 9 5 3-5 3z"/>',
  table: '<rect x="3.5" y="5" width="17" height="14"/><path d="M3.5 10h17M3.5 14.5h17M10 5v14"/>',
  rule: '<path d="M4 12h16"/>',
  undo: '<path d="M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-3"/>',
  redo: '<path d="m16 5 4 4-4 4M20 9H10a5 5 0 0 0 0 10h3"/>',
  more: '<circle cx="5" cy="12" r=".8"/><circle cx="12" cy="12" r=".8"/><circle cx="19" cy="12" r=".8"/>',
  sub: '<path d="m4 6 8 10M12 6 4 16M16 17c.5-1.5 3-1.2 3 .3 0 1.2-3 2-3 3.2h3.5"/>',
  sup: '<path d="m4 8 8 10M12 8 4 18M16 4.5c.5-1.5 3-1.2 3 .3 0 1.2-3 2-3 3.2h3.5"/>',
  code: '<path d="m8 7-5 5 5 5M16 7l5 5-5 5"/>',
  find: '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>',
  close: '<path d="m6 6 12 12M18 6 6 18"/>',
  up: '<path d="m6 14 6-6 6 6"/>',
  down: '<path d="m6 10 6 6 6-6"/>',
  bad: '<circle cx="12" cy="12" r="9"/><path d="M12 7.5v5.5M12 16.4v.1"/>',
  good: '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
};

/** A line icon; what it means is said in words beside it. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.innerHTML = DRAWN[name];
  return svg;
}

export function button(name, label, action, properties = {}) {
  const made = make("button", { type: "button", className: "w-tool", title: label, "aria-label": label, ...properties }, icon(name));
  made.addEventListener("click", action);
  return made;
}

/** The answer to a request of ours, as {ok, status, data}; status 0 when there was no answer. */
export async function ask(address, options = {}) {
  const headers = { Accept: "application/json", ...options.headers };
  if (options.method === "POST") headers["X-CSRFToken"] = form.elements.csrfmiddlewaretoken.value;
  try {
    const response = await fetch(address, { ...options, headers, redirect: "manual" });
    if (response.type === "opaqueredirect") return { ok: false, status: 401, data: {} };
    const json = response.headers.get("Content-Type")?.includes("json");
    return { ok: response.ok && json, status: response.status, data: json ? await response.json() : {} };
  } catch {
    return { ok: false, status: 0, data: {} };
  }
}

/** The newsroom's time of day, as the server says it too. */
export function clock(date = new Date()) {
  return date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: desk.zone });
}
