/**
 * Says once that a story was really on screen for a few seconds. No cookie; the browser
 * remembers for this session what it has told.
 */
const SECONDS = 4;

export function enhance(element) {
  const article = element.dataset.article;
  if (!article || told().has(article)) return;
  let seen = 0;
  const clock = setInterval(() => {
    if (document.visibilityState !== "visible") return;
    seen += 1;
    if (seen < SECONDS) return;
    clearInterval(clock);
    tell(article);
  }, 1000);
}

function tell(article) {
  const known = told().add(article);
  try {
    sessionStorage.setItem("seen", [...known].join(" "));
  } catch {
    // The server counts each reader once a day anyway.
  }
  fetch("/seen/", {
    method: "POST",
    body: new URLSearchParams({ article }),
    keepalive: true,
  }).catch(() => {});
}

function told() {
  try {
    return new Set((sessionStorage.getItem("seen") ?? "").split(" ").filter(Boolean));
  } catch {
    return new Set();
  }
}
