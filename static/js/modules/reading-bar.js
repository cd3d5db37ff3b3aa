/** Does by script what CSS scroll timelines do where the browser has them. */
const BELOW_MASTHEAD = 56;

export function enhance(bar) {
  const story = document.querySelector(".story");
  if (!story || CSS.supports("animation-timeline: --x")) return;
  const title = document.querySelector("h1");
  const line = bar.querySelector(".reading__line");
  let asked = false;
  const draw = () => {
    asked = false;
    const { top, height } = story.getBoundingClientRect();
    bar.toggleAttribute("data-shown", title.getBoundingClientRect().bottom < BELOW_MASTHEAD);
    line.style.scale = `${Math.min(1, Math.max(0, -top / Math.max(1, height - innerHeight)))} 1`;
  };
  const ask = () => {
    if (!asked) requestAnimationFrame(draw);
    asked = true;
  };
  addEventListener("scroll", ask, { passive: true });
  draw();
}
