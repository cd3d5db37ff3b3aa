/** What was typed in a page that is gone: offered, not forced, and not lost by a wrong press. */
import { ask, clock, desk, form, make, say } from "./desk.js";
import { forgetHere, from, keepHere, leftHere, openHere, page, restore, snapshot } from "./page.js";

/** The newest first; of one page, what is the later of server and browser. */
async function left() {
  const open = await openHere();
  const found = new Map();
  for (const kept of [...desk.typed.kept, ...(await leftHere())]) {
    const known = found.get(kept.page);
    if (kept.page === page || open.has(kept.page) || known?.number >= kept.number) continue;
    found.set(kept.page, kept);
  }
  const now = snapshot();
  for (const kept of found.values()) {
    if (kept.values !== now) continue;
    found.delete(kept.page); // it stands here already
    forget(kept);
  }
  return [...found.values()].sort((one, other) => other.at - one.at);
}

function forget(kept) {
  forgetHere(kept.page);
  ask(desk.places.keep, { method: "POST", body: from(kept.page, { act: "drop" }) });
}

/** `note` shows words with tools, or nothing; `autosave` is told what was taken. */
export async function startOffer(editor, autosave, note) {
  const waiting = desk.refused ? [] : await left();
  next();
  document.documentElement.dataset.kept = "ready";

  function next() {
    const kept = waiting.shift();
    if (kept) offer(kept);
  }

  function offer(kept) {
    note.show(say("keptText", { time: moment(kept.at) }), see(kept), tool("useKept", () => use(kept)), tool("dropKept", () => drop(kept)));
  }

  function use(kept) {
    const before = snapshot();
    const version = Number(form.elements.base.value || 0);
    const touched = autosave.changed();
    restore(kept.values, kept.version, editor);
    autosave.tookOver(kept.page);
    const undo = tool("undoKept", () => {
      keepHere(kept.values, { key: kept.page, version: kept.version });
      restore(before, version, editor);
      autosave.tookOver("");
      offer(kept);
    });
    note.show(say(touched ? "keptInPlace" : "keptIsHere"), undo, tool("close", () => { note.hide(); next(); }));
  }

  function drop(kept) {
    forget(kept);
    note.show(say("keptDropped"), tool("bringBack", () => use(kept)), tool("close", () => { note.hide(); next(); }));
  }
}

function tool(word, action) {
  const made = make("button", { type: "button", className: "lnk", textContent: say(word) });
  made.addEventListener("click", action);
  return made;
}

/** A window of its own, so that this page stays as it is. */
function see(kept) {
  return tool("seeKept", () => {
    const fields = { csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, typed: kept.values };
    const sheet = make("form", { method: "post", action: desk.places.typed, target: "_blank", hidden: true });
    for (const [name, value] of [...from(page), ...Object.entries(fields)]) sheet.append(make("input", { type: "hidden", name, value }));
    document.body.append(sheet);
    sheet.submit();
    sheet.remove();
  });
}

function moment(at) {
  const when = new Date(at);
  const dayOf = (date) => date.toLocaleDateString("en-GB", { timeZone: desk.zone });
  return dayOf(when) === dayOf(new Date()) ? clock(when) : `${dayOf(when)} ${clock(when)}`;
}
