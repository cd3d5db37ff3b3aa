/** The reader's choice between the system's theme, light and dark. */
const COLOURS = { light: "#ffffff", dark: "#0e171b" };

export function enhance(field) {
  const root = document.documentElement;
  const choices = [...field.querySelectorAll("input")];
  field.hidden = false;
  for (const choice of choices) {
    choice.checked = choice.value === (root.dataset.theme ?? "");
    choice.addEventListener("change", () => choose(choice.value));
  }
  dress(root.dataset.theme ?? "");
}

function choose(theme) {
  const root = document.documentElement;
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  try {
    if (theme) localStorage.setItem("theme", theme);
    else localStorage.removeItem("theme");
  } catch {
    // It holds for this page.
  }
  dress(theme);
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
