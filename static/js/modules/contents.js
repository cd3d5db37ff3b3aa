/** Marks the part being read; opens the list where the design shows it open. */
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

  const links = [...box.querySelectorAll('a[href^="#"]')];
  const headings = links.map((link) => document.getElementById(decodeURIComponent(link.hash.slice(1))));
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (entry.isIntersecting) mark(links, headings.indexOf(entry.target));
      }
    },
    { rootMargin: "-15% 0px -70% 0px" },
  );
  for (const heading of headings) if (heading) watcher.observe(heading);
}

function mark(links, current) {
  links.forEach((link, index) => {
    if (index === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
}
