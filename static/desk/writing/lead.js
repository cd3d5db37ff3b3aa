/** The lead picture beside the text: choose, describe, remove. */
import { desk, form, icon, make, say, ask } from "./desk.js";
import { know, known } from "./known.js";

export function startLead() {
  const place = form.querySelector("[data-lead]");
  const field = form.elements.lead_image;
  const shown = place.querySelector("[data-lead-shown]");
  const [choose, change, drop] = ["choose", "change", "drop"].map((name) => place.querySelector(`[data-lead-${name}]`));
  change.id = "lead-change";

  const draw = () => {
    const picture = known(field.value);
    shown.replaceChildren(...(picture ? face(picture) : []));
    choose.textContent = say(field.value ? "replace" : "choosePicture");
    change.hidden = drop.hidden = !field.value;
    document.dispatchEvent(new CustomEvent("lead:changed"));
  };
  const set = (id) => {
    field.value = id;
    draw();
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const open = async (options) => (await import("./chooser.js")).openChooser(options);
  choose.addEventListener("click", async () => {
    const [picture] = await open({});
    if (picture) set(String(picture.id));
  });
  change.addEventListener("click", async () => { await open({ only: field.value }); draw(); });
  drop.addEventListener("click", () => { set(""); choose.focus(); });
  document.addEventListener("picture:known", (event) => { if (String(event.detail?.id) === field.value) draw(); });
  field.addEventListener("restored", () => load());

  async function load() {
    if (field.value && !known(field.value)) {
      const { ok, data } = await ask(`${desk.places.pictures}${field.value}/`);
      if (ok) know(data.picture);
    }
    draw();
  }
  load();
}

function face(picture) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "w-focal");
  svg.setAttribute("aria-hidden", "true");
  for (const [radius, name] of [[13, "ring"], [3, "dot"]]) {
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [key, value] of Object.entries({ cx: `${picture.x}%`, cy: `${picture.y}%`, r: radius, class: name })) circle.setAttribute(key, value);
    svg.append(circle);
  }
  const image = make("img", { src: picture.wide, alt: picture.alt, width: picture.width, height: picture.height });
  return [
    make("div", { className: "lead__pic" }, image, svg),
    make("p", { className: "lead__n" }, picture.name, make("span", { textContent: picture.credit })),
    picture.described ? null : make("p", { className: "lead__err" }, icon("bad"), say("noAlt")),
  ].filter(Boolean);
}
