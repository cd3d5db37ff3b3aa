/** Puts the other site's frame in place of the link, only when the reader asks for it. */
export function enhance(link) {
  if (!link.dataset.frame) return;
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = link.dataset.frame;
    frame.title = link.textContent.trim();
    frame.allow = "fullscreen; encrypted-media; picture-in-picture";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-presentation");
    link.replaceWith(frame);
    frame.focus();
  });
}
