/** One picture with its words and its focal point. Fields are sent by the chooser. */
import { desk, make, say } from "./desk.js";
import { enhance } from "../focal.js";

const SVG = "http://www.w3.org/2000/svg";
const CROPS = [["16x9", "lead", 160, 90], ["4x3", "row", 128, 96], ["1x1", "square", 96, 96]];

function drawn(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function pictureSheet(picture) {
  const fields = make("form", { className: "w-sheet__form", "data-id": String(picture.id) });
  const field = (name, label, value, { lines = 0, hint = "" } = {}) => {
    const id = `picture-${name}`;
    const input = lines ? make("textarea", { id, name, rows: lines, value }) : make("input", { id, name, type: "text", value });
    if (hint) input.setAttribute("aria-describedby", `${id}-hint`);
    return make("div", { className: "w-field" }, make("label", { for: id, textContent: label }), input, hint ? make("p", { id: `${id}-hint`, className: "w-help", textContent: hint }) : null);
  };
  const decorative = make("input", { id: "picture-decorative", type: "checkbox", name: "decorative", value: "1", checked: picture.decorative });
  fields.append(
    focal(picture),
    field("alt", say("alt"), picture.alt, { lines: 2, hint: say("altHint") }),
    make("div", { className: "w-field w-tick" }, decorative, make("label", { for: decorative.id, textContent: say("decorative") })),
    field("caption", say("caption"), picture.caption, { lines: 2 }),
    field("credit", say("credit"), picture.credit),
    make("div", { className: "w-field" }, make("label", { for: "picture-licence", textContent: say("licence") }), licence(picture)),
    make("p", { className: "w-error", role: "alert", "data-says": "" }),
  );
  const touched = () => { fields.dataset.changed = "1"; };
  fields.addEventListener("input", touched);
  fields.addEventListener("change", touched);
  fields.addEventListener("submit", (event) => event.preventDefault());
  enhance(fields.querySelector("[data-focal]"));
  fields.querySelector('[name="x"]').dispatchEvent(new Event("input")); // cuts the crops
  delete fields.dataset.changed;
  return fields;
}

function licence(picture) {
  const options = [["", "—"], ...desk.licences].map(([value, label]) => make("option", { value, textContent: label, selected: value === (picture.licence || "") }));
  return make("select", { id: "picture-licence", name: "licence" }, ...options);
}

/** As templates/desk/widgets/focal_point.html draws it, for static/desk/focal.js. */
function focal(picture) {
  const { x, y, width, height } = picture;
  const cross = drawn("svg", { class: "w-focal", "aria-hidden": "true" },
    drawn("line", { "data-x": "", x1: `${x}%`, x2: `${x}%`, y1: "0", y2: "100%" }),
    drawn("line", { "data-y": "", y1: `${y}%`, y2: `${y}%`, x1: "0", x2: "100%" }),
    drawn("circle", { "data-at": "", class: "ring", cx: `${x}%`, cy: `${y}%`, r: "17" }),
    drawn("circle", { "data-at": "", class: "dot", cx: `${x}%`, cy: `${y}%`, r: "3" }));
  const number = (name, label, value) => make("label", {}, label, make("input", { type: "number", name, min: "0", max: "100", value }));
  const crops = CROPS.map(([ratio, label, w, h]) => {
    const image = drawn("image", { href: picture.wide, width, height, preserveAspectRatio: "none" });
    return make("figure", {}, drawn("svg", { "data-crop": ratio, width: w, height: h, viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "xMidYMid slice", "aria-hidden": "true" }, image), make("figcaption", { textContent: say(label) }));
  });
  const shown = make("div", { className: "w-focal-pic", "data-focal-pic": "" }, make("img", { src: picture.wide, alt: picture.alt, width, height }), cross);
  const root = make("div", { className: "w-focal-in", "data-focal": "", "data-width": String(width), "data-height": String(height) },
    shown,
    make("div", { className: "w-focal-crops" }, ...crops),
    make("p", { className: "w-focal-numbers" }, number("x", say("across"), x), number("y", say("down"), y)),
    make("p", { className: "w-help", "data-focal-help": "", textContent: say("focalHint") }));
  root.addEventListener("keydown", (event) => event.stopPropagation());
  return root;
}
