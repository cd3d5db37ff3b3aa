/** Marks the part being read; opens the list where the design shows it open. */
const LINE = 0.25;

export function enhance(box) {
  const wide = matchMedia("(width >= 68rem)");
  const fit = () => {
    box.open = wide.matches;
  };
  wide.addEventListener("change", fit);
  fit();

  // Only here: everywhere else a smooth page would lag behind the keyboard.
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  box.addEventListener("click", (event) => {
    if (calm.matches || !event.target.closest('a[href^="#"]')) return;
    const page = document.documentElement;
    page.style.scrollBehavior = "smooth";
    setTimeout(() => (page.style.scrollBehavior = ""), 800);
  });

  const parts = [...box.querySelectorAll('a[href^="#"]')]
    .map((link) => ({ link, heading: document.getElementById(decodeURIComponent(link.hash.slice(1))) }))
    .filter(({ heading }) => heading);
  // Told whenever a heading crosses the line, whichever way and however fast.
  const watcher = new IntersectionObserver(() => mark(box, parts), {
    rootMargin: `999999px 0px -${(1 - LINE) * 100}% 0px`,
  });
  for (const { heading } of parts) watcher.observe(heading);
}

/** The last part that began above the line; none before the first. A long list follows. */
function mark(box, parts) {
  const line = innerHeight * LINE;
  const read = parts.filter(({ heading }) => heading.getBoundingClientRect().top <= line).at(-1)?.link;
  for (const { link } of parts) {
    if (link === read) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  if (read) box.scrollTop = read.offsetTop - box.clientHeight / 2;
}
