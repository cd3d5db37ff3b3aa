/** A press on the picture, or the arrow keys, move the focal point; the crops follow. */
const RATIOS = { "16x9": [16, 9], "4x3": [4, 3], "1x1": [1, 1] };
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const percent = (value) => Math.max(0, Math.min(100, Math.round(value)));

/** `root` is an element with data-focal; templates/desk/widgets/focal_point.html draws it. */
export function enhance(root) {
  if (root.dataset.ready) return;
  root.dataset.ready = "yes";
  const picture = root.querySelector("[data-focal-pic]");
  const [across, down] = root.querySelectorAll("input[type=number]");
  const place = (x, y) => {
    across.value = percent(x);
    down.value = percent(y);
    draw(root, Number(across.value), Number(down.value));
    across.dispatchEvent(new Event("change", { bubbles: true }));
  };

  picture.tabIndex = 0;
  picture.setAttribute("role", "group");
  picture.setAttribute("aria-label", root.querySelector("[data-focal-help]").textContent);
  root.querySelector("[data-focal-help]").hidden = false;
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    place(
      ((event.clientX - box.left) / box.width) * 100,
      ((event.clientY - box.top) / box.height) * 100,
    );
  });
  picture.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const far = event.shiftKey ? 10 : 1;
    place(Number(across.value) + step[0] * far, Number(down.value) + step[1] * far);
  });
  for (const field of [across, down]) {
    field.addEventListener("input", () => draw(root, percent(across.value), percent(down.value)));
  }
}

function draw(root, x, y) {
  const set = (selector, values) => {
    for (const part of root.querySelectorAll(selector)) {
      for (const [name, value] of Object.entries(values)) part.setAttribute(name, value);
    }
  };
  set("[data-x]", { x1: `${x}%`, x2: `${x}%` });
  set("[data-y]", { y1: `${y}%`, y2: `${y}%` });
  set("[data-at]", { cx: `${x}%`, cy: `${y}%` });
  const [width, height] = [Number(root.dataset.width), Number(root.dataset.height)];
  for (const crop of root.querySelectorAll("[data-crop]")) {
    crop.setAttribute("viewBox", cut(width, height, RATIOS[crop.dataset.crop], x, y));
  }
}

/** As the server cuts: the same share of what is left over on each side as the point has. */
function cut(width, height, [across, down], x, y) {
  const wide = Math.min(width, (height * across) / down);
  const high = (wide * down) / across;
  return [((width - wide) * x) / 100, ((height - high) * y) / 100, wide, high].join(" ");
}

for (const root of document.querySelectorAll("[data-focal]")) enhance(root);
