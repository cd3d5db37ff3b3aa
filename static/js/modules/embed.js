/**
 * Puts the other site's frame over the link, when the reader presses it. Who has agreed to such
 * contents (data-consent on the root names "embeds", or a "newsroom:consent" event says so) gets
 * the frames as they come near, in the same room.
 */
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) open(target);
  },
  { rootMargin: "50% 0px" },
);

export function enhance(link) {
  if (!link.dataset.frame) return;
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link).focus();
  });
  if (document.documentElement.dataset.consent?.split(" ").includes("embeds")) near.observe(link);
  document.addEventListener("newsroom:consent", ({ detail }) => {
    if (detail?.embeds) near.observe(link);
    else near.unobserve(link);
  });
}

/** The link stays for paper, unseen on the screen. */
function open(link) {
  near.unobserve(link);
  const figure = link.parentElement;
  const known = figure.querySelector("iframe");
  if (known) return known;
  const frame = document.createElement("iframe");
  frame.src = link.dataset.frame;
  frame.title = (figure.querySelector("figcaption") ?? link.querySelector("span")).textContent.trim();
  frame.allow = "fullscreen; encrypted-media; picture-in-picture";
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.setAttribute(
    "sandbox",
    "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation",
  );
  link.after(frame);
  return frame;
}
