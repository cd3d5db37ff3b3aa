/**
 * An issue as it is written: stories are searched as one types and carried to their place, lengths
 * are counted. Without this file the same is done by the form's own buttons.
 */
import { picker } from "../writing/chosen.js";
import { ask, desk, form, say } from "../writing/desk.js";

const SLOP = 6;
const list = form.querySelector("[data-stories]");
const says = form.querySelector("[data-says]");

// Lengths ---------------------------------------------------------------------------------------
for (const place of document.querySelectorAll("[data-count-of]")) {
  const field = document.getElementById(place.dataset.countOf);
  const count = () => {
    const length = field.value.trim().length;
    const over = length - Number(place.dataset.aim);
    place.textContent = length === 0 ? "" : say(over > 0 ? "countOver" : "count", { count: length, aim: place.dataset.aim, over });
    place.classList.toggle("is-over", over > 0);
  };
  field.addEventListener("input", count);
  count();
}

// Searching: what is chosen is added by the form itself, so that nothing typed is lost. ----------
const field = document.getElementById("id_add");
const named = new Map();
picker(field, {
  names: () => [],
  find: async (typed) => {
    const { data } = await ask(`${desk.places.stories}?${new URLSearchParams({ q: typed, besides: "" })}`);
    for (const { line, name } of data.stories || []) named.set(name, line);
    return (data.stories || []).map(({ name }) => name);
  },
  add: (name) => {
    if (!named.has(name)) return false;
    field.value = named.get(name);
    form.requestSubmit(form.querySelector(".issue__add [name=_save]"));
    return true;
  },
  drop: () => {},
});

// Order -----------------------------------------------------------------------------------------
const rows = () => [...list.children];
const nameOf = (row) => row.querySelector(".nls__h a").textContent;

function settle(row) {
  rows().forEach((each, place) => {
    each.querySelector(".nls__n").textContent = place + 1;
    each.querySelector("[name=_up]").disabled = place === 0;
    each.querySelector("[name=_down]").disabled = place === rows().length - 1;
  });
  if (row) says.textContent = say("moved", { name: nameOf(row), place: rows().indexOf(row) + 1 });
}

list.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=_up], button[name=_down], button[name=_remove]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("li");
  if (button.name === "_remove") {
    says.textContent = say("dropped", { name: nameOf(row) });
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    settle();
    (next?.querySelector("[name=_remove]") ?? document.getElementById("chosen-_add"))?.focus();
    return;
  }
  if (button.name === "_up") row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  settle(row);
  (button.disabled ? row.querySelector(".nls__move:enabled") : button)?.focus();
});

// By mouse, pen or finger: the row is lifted at its grip and stands where it is let go. ---------
let carried = null;
document.body.classList.add("can-drag");
list.addEventListener("pointerdown", (event) => {
  if (!event.target.closest(".nls__grip") || event.button !== 0) return;
  event.preventDefault();
  carried = { row: event.target.closest("li"), y: event.clientY, moving: false };
  list.setPointerCapture(event.pointerId);
});
list.addEventListener("pointermove", (event) => {
  if (!carried) return;
  if (!carried.moving && Math.abs(event.clientY - carried.y) < SLOP) return;
  carried.moving = true;
  carried.row.classList.add("is-carried");
  const over = rows().find((row) => row !== carried.row && within(row, event.clientY));
  if (!over) return;
  if (rows().indexOf(over) < rows().indexOf(carried.row)) over.before(carried.row);
  else over.after(carried.row);
});
for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
  list.addEventListener(end, () => {
    if (!carried) return;
    const { row, moving } = carried;
    carried = null;
    row.classList.remove("is-carried");
    if (moving) settle(row);
  });
}

/** Past the middle of a row, so that rows of different heights do not change places for ever. */
function within(row, y) {
  const { top, height } = row.getBoundingClientRect();
  return Math.abs(y - (top + height / 2)) < height / 4;
}

settle();
document.documentElement.dataset.issue = "ready";
