/** Lists of several: what is chosen in a list one can order by keyboard, and a field to add more. */
import { ask, desk, form, icon, make, say } from "./desk.js";

export function startChosen() {
  for (const select of form.querySelectorAll("select[data-chosen]")) fromSelect(select);
  for (const field of form.querySelectorAll("input[data-suggested]")) fromWords(field);
}

/** The select stays what is sent: the order of its options is the order of the names. */
function fromSelect(select) {
  const ordered = select.dataset.chosen === "ordered";
  const chosen = () => [...select.selectedOptions];
  picker(select, {
    ordered,
    names: () => chosen().map((option) => option.textContent.trim()),
    find: async (typed) => {
      const wanted = plain(typed);
      return [...select.options].filter((o) => !o.selected && plain(o.textContent).includes(wanted)).slice(0, 8).map((o) => o.textContent.trim());
    },
    add: (name) => {
      const option = [...select.options].find((o) => !o.selected && o.textContent.trim() === name);
      if (!option) return false;
      const last = chosen().at(-1);
      option.selected = true;
      if (ordered) (last ? last.after(option) : select.prepend(option));
      return true;
    },
    drop: (place) => { chosen()[place].selected = false; },
    move: (place, by) => {
      const all = chosen();
      if (by < 0) all[place + by].before(all[place]);
      else all[place + by].after(all[place]);
    },
  });
}

/** Words with commas; a word that holds one stands in quotation marks. */
function fromWords(field) {
  const read = () => [...field.value.matchAll(/\s*(?:"([^"]*)"|([^,]+))/g)].map((m) => (m[1] ?? m[2]).trim()).filter(Boolean);
  const write = (names) => { field.value = names.map((name) => (/[\s,]/.test(name) ? `"${name}"` : name)).join(", "); };
  picker(field, {
    free: true,
    names: read,
    find: async (typed) => {
      if (!typed.trim()) return [];
      const { data } = await ask(`${desk.places.tags}?${new URLSearchParams({ q: typed })}`);
      const have = read().map(plain);
      return (data.names || []).filter((name) => !have.includes(plain(name)));
    },
    add: (name) => {
      const clean = name.replaceAll('"', "").trim();
      if (!clean || read().map(plain).includes(plain(clean))) return false;
      write([...read(), clean]);
      return true;
    },
    drop: (place) => write(read().filter((_, number) => number !== place)),
  });
}

const plain = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();

export function picker(field, source) {
  const name = form.querySelector(`label[for="${field.id}"]`).textContent;
  const id = `chosen-${field.name}`;
  const list = make("ul", { className: "w-chosen", "aria-label": name });
  const input = make("input", { id, type: "text", autocomplete: "off", role: "combobox", "aria-expanded": "false", "aria-controls": `${id}-found`, "aria-autocomplete": "list" });
  const found = make("ul", { id: `${id}-found`, className: "w-found", role: "listbox", "aria-label": name, hidden: true });
  const says = make("p", { className: "vh", role: "status" });
  form.querySelector(`label[for="${field.id}"]`).htmlFor = id;
  field.hidden = true;
  field.after(make("div", { className: "w-picker" }, list, make("div", { className: "w-picker__in" }, input, found), says));
  const tell = () => field.dispatchEvent(new Event("change", { bubbles: true }));

  const draw = (focus = null) => {
    const names = source.names();
    list.replaceChildren(...names.map((text, place) => {
      const tool = (kind, label, act, off = false) => {
        const made = make("button", { type: "button", className: "w-chip__tool", "data-kind": kind, "aria-label": label, title: label, disabled: off }, icon(kind));
        made.addEventListener("click", act);
        return made;
      };
      const move = (by, kind) => () => {
        source.move(place, by);
        says.textContent = say("moved", { name: text, place: place + by + 1 });
        draw([place + by, kind]);
        tell();
      };
      return make("li", { className: "w-chip" }, make("span", { textContent: text }),
        source.ordered && names.length > 1 ? tool("up", say("up", { name: text }), move(-1, "up"), place === 0) : null,
        source.ordered && names.length > 1 ? tool("down", say("down_", { name: text }), move(1, "down"), place === names.length - 1) : null,
        tool("close", say("drop", { name: text }), () => {
          source.drop(place);
          says.textContent = say("dropped", { name: text });
          draw();
          input.focus();
          tell();
        }));
    }));
    if (!focus) return;
    const tools = list.children[focus[0]].querySelectorAll(`[data-kind="${focus[1]}"]:enabled, [data-kind]:enabled`);
    ([...tools].find((t) => t.dataset.kind === focus[1]) || tools[0]).focus();
  };

  let active = -1;
  let turn = 0;
  const close = () => { found.hidden = true; active = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const take = (text) => {
    if (source.add(text)) {
      says.textContent = say("added", { name: text });
      draw();
      tell();
    }
    input.value = "";
    close();
  };
  const open = async () => {
    turn += 1;
    const mine = turn;
    const names = await source.find(input.value);
    if (mine !== turn || document.activeElement !== input) return;
    found.replaceChildren(...names.map((text, place) => {
      const item = make("li", { id: `${id}-${place}`, role: "option", textContent: text, "aria-selected": "false" });
      item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(text); });
      return item;
    }));
    active = -1;
    found.hidden = !names.length;
    input.setAttribute("aria-expanded", String(names.length > 0));
    if (input.value) says.textContent = names.length ? say("found", { count: names.length }) : say("noneFound");
  };
  const mark = (to) => {
    const items = [...found.children];
    if (!items.length) return;
    active = (to + items.length) % items.length;
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
    input.setAttribute("aria-activedescendant", items[active].id);
    items[active].scrollIntoView({ block: "nearest" });
  };
  const settle = () => {
    const text = input.value.trim();
    if (active >= 0) take(found.children[active].textContent);
    else if (source.free) text.split(",").map((word) => word.trim()).filter(Boolean).forEach(take);
    else if (text && found.children.length) take(found.children[0].textContent);
  };
  input.addEventListener("input", () => {
    if (source.free && input.value.includes(",")) settle();
    else open();
  });
  input.addEventListener("focus", open);
  input.addEventListener("blur", () => { if (source.free && input.value.trim()) settle(); close(); });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") { event.preventDefault(); if (found.hidden) open(); else mark(active + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); mark(active - 1); }
    if (event.key === "Enter") { event.preventDefault(); settle(); }
    if (event.key === "Escape" && !found.hidden) { event.stopPropagation(); close(); }
    if (event.key === "Backspace" && !input.value && source.names().length) { source.drop(source.names().length - 1); draw(); tell(); }
  });
  draw();
  field.addEventListener("restored", () => draw());
}
