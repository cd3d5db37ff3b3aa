/** The reader's choice of theme or text size, kept in this browser; theme.js reads it first. */
const COLOURS = { light: "#ffffff", dark: "#0e171b" };

export function enhance(field) {
  const { key } = field.dataset;
  field.addEventListener("change", (event) => choose(key, event.target.value));
  show(key);
}

function choose(key, value) {
  const root = document.documentElement;
  if (value) root.dataset[key] = value;
  else delete root.dataset[key];
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    // It holds for this page.
  }
  show(key);
}

/** The same choice may stand twice on a page. */
function show(key) {
  const value = document.documentElement.dataset[key] ?? "";
  for (const choice of document.querySelectorAll(`[data-key="${key}"] input`)) {
    choice.checked = choice.value === value;
  }
  if (key === "theme") dress(value);
}

/** What CSS cannot reach: the browser's own bars, and the logo for a dark ground. */
function dress(theme) {
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
    meta.dataset.own ??= meta.media.includes("dark") ? "dark" : "light";
    meta.content = COLOURS[theme || meta.dataset.own];
  }
  for (const source of document.querySelectorAll("source[data-theme-source]")) {
    source.media = { light: "not all", dark: "all" }[theme] ?? "(prefers-color-scheme: dark)";
  }
}
