/** Saving without leaving the page, and a copy of what is typed in this browser until it is saved. */
import { ask, clock, desk, form, make, say } from "./desk.js";

const KEPT_FOR = 14 * 24 * 3600 * 1000;
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "story", "base"]);

export function startKeeping(editor) {
  let key = `desk:story:${desk.story}`;
  // A page that came back with refusals holds what is stored nowhere.
  let base = desk.refused ? "" : snapshot();
  let leaving = false;
  let lastKept = "";
  let offlineSince = null;
  const line = document.getElementById("save-state");
  const note = document.getElementById("w-note");
  const primary = form.querySelector("[data-primary]");
  form.classList.toggle("has-nothing-new", !desk.refused);
  forgetOld();
  forgetSent();
  if (!desk.refused) offer();

  function snapshot() {
    const values = [];
    for (const [name, value] of new FormData(form)) if (!NOT_KEPT.has(name) && typeof value === "string") values.push([name, value]);
    return JSON.stringify(values);
  }
  const changed = () => snapshot() !== base;
  const tell = (state, text) => { line.dataset.state = state; line.textContent = text; };

  function keep(sent = false) {
    const now = snapshot();
    form.classList.toggle("has-nothing-new", now === base);
    if (now === base) { localStorage.removeItem(key); lastKept = ""; return; }
    if (now === lastKept && !sent) return;
    lastKept = now;
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), version: desk.version, planned: desk.planned, values: now, sent }));
      if (!offlineSince) tell("changed", say("kept", { time: clock() }));
    } catch {
      tell("changed", say("changed")); // the browser's room is full: leaving still warns
    }
  }
  let waiting;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(() => keep(), 900); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  addEventListener("pagehide", () => { if (!leaving) keep(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && !leaving) keep(); });

  function forgetOld() {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith("desk:story:")) continue;
      const kept = read(name);
      if (!kept || Date.now() - kept.at > KEPT_FOR) localStorage.removeItem(name);
    }
  }
  /** What was sent by a button was saved, when the story has a newer version or planned change. */
  function forgetSent() {
    const kept = read(key);
    if (kept?.sent && (desk.version > kept.version || desk.planned > (kept.planned ?? 0))) localStorage.removeItem(key);
    const begun = read("desk:story:new");
    const headline = begun?.sent && JSON.parse(begun.values).find(([name]) => name === "headline")?.[1];
    if (desk.story !== "new" && headline?.trim() === form.elements.headline.value) localStorage.removeItem("desk:story:new");
  }
  function read(name) {
    try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
  }

  /** After a crash, a closed window or an expired session: what was typed is offered, not forced. */
  function offer() {
    const kept = read(key);
    if (!kept) return;
    if (kept.values === base) { localStorage.removeItem(key); return; }
    const use = make("button", { type: "button", className: "lnk", textContent: say("useKept") });
    const drop = make("button", { type: "button", className: "lnk", textContent: say("dropKept") });
    const when = new Date(kept.at);
    const day = when.toDateString() === new Date().toDateString() ? "" : `${when.toLocaleDateString()} `;
    show(say("keptText", { time: day + clock(when) }), use, drop);
    use.addEventListener("click", () => { restore(JSON.parse(kept.values), kept.version); note.hidden = true; later(); });
    drop.addEventListener("click", () => { localStorage.removeItem(key); note.hidden = true; });
  }
  function show(text, ...tools) {
    note.replaceChildren(make("p", { textContent: text }), ...tools);
    note.setAttribute("role", "status");
    note.hidden = false;
  }
  function restore(values, version) {
    // Saved on top of what it was written from, so that a newer version is not run over unseen.
    if (version !== undefined && desk.story !== "new") { form.elements.base.value = version; desk.version = version; }
    const sent = new Map();
    for (const [name, value] of values) sent.set(name, [...(sent.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || NOT_KEPT.has(field.name) || field.type === "submit" || field.disabled) continue;
      const wanted = sent.get(field.name) || [];
      if (field.type === "checkbox") field.checked = wanted.length > 0;
      else if (field.multiple && field.options) {
        for (const option of field.options) option.selected = false;
        for (const value of wanted) {
          const option = [...field.options].find((o) => o.value === value);
          if (option) { option.selected = true; field.append(option); }
        }
      } else field.value = wanted[0] ?? "";
      field.dispatchEvent(new Event("restored"));
    }
    editor.commands.setContent(form.elements.body.value, { emitUpdate: true });
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  let saving = false;
  async function save(pressed) {
    if (saving) return;
    saving = true;
    tell("saving", say("saving"));
    const sent = snapshot();
    const data = new FormData(form);
    let { ok, status, data: answer } = await post(data);
    // Signed in again in another window: this page's token is of the session before.
    if (status === 403 && (await freshToken())) {
      data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      ({ ok, status, data: answer } = await post(data));
    }
    saving = false;
    if (ok) return saved(answer, sent);
    keep();
    if (status === 409) {
      const link = make("a", { className: "lnk", href: answer.conflict, textContent: say("compareBoth") });
      // The server keeps this text as a version; one may go there, or go on typing.
      link.addEventListener("click", () => { leaving = true; localStorage.removeItem(key); });
      tell("conflict", "");
      return show(say("meanwhile"), link);
    }
    if (status === 422) { tell("error", say("refused")); return refuse(answer.errors || []); }
    if (status === 401 || status === 403) {
      tell("error", say("failed", { time: clock() }));
      const [before, after] = say("signedOut", { link: "\0" }).split("\0");
      note.replaceChildren(make("p", {}, before, make("a", { className: "lnk", href: location.href, target: "_blank", textContent: say("signIn") }), after));
      note.hidden = false;
      return undefined;
    }
    offlineSince = offlineSince || clock();
    tell(status === 0 ? "offline" : "error", status === 0 ? say("offline", { time: offlineSince }) : say("failed", { time: clock() }));
    return pressed;
  }
  function post(body) {
    return ask(location.href, { method: "POST", body, headers: { "X-Desk-Save": "1" } });
  }
  async function freshToken() {
    const response = await fetch(location.href, { redirect: "manual" }).catch(() => null);
    const found = response?.ok && /name="csrfmiddlewaretoken" value="(\w+)"/.exec(await response.text());
    if (found) form.elements.csrfmiddlewaretoken.value = found[1];
    return Boolean(found);
  }
  function saved(answer, sent) {
    offlineSince = null;
    base = sent;
    if (answer.together) return together(answer, sent);
    if (form.elements.slug && !form.elements.slug.value) form.elements.slug.value = answer.slug;
    if (snapshot() !== sent && JSON.stringify(JSON.parse(snapshot()).filter(([n]) => n !== "slug")) === JSON.stringify(JSON.parse(sent).filter(([n]) => n !== "slug"))) base = snapshot();
    localStorage.removeItem(key);
    form.elements.base.value = desk.version = answer.version;
    document.getElementById("w-says").replaceChildren();
    if (form.elements.change) form.elements.change.value = form.elements.told.value = "";
    if (desk.story === "new") {
      // From here on it is the story's own page, with all that belongs to it.
      leaving = true;
      location.replace(answer.address);
      return;
    }
    tell("saved", say("saved", { time: answer.saved }));
    keep();
  }
  /** The story has another's words as well, which are not in this page: it is opened anew, unless
   * something was typed since, which stays compared with what this page was opened with. */
  function together(answer, sent) {
    localStorage.removeItem(key);
    if (snapshot() === sent) {
      leaving = true;
      location.replace(answer.address);
      return;
    }
    show(answer.together, make("a", { className: "lnk", href: answer.address, textContent: say("showBoth") }));
    keep();
  }
  function refuse(errors) {
    const says = document.getElementById("w-says");
    says.replaceChildren(make("ul", {}, ...errors.map((text) => make("li", { className: "error", textContent: text }))));
    says.scrollIntoView({ block: "nearest" });
  }

  addEventListener("online", () => { if (offlineSince) save(); });
  addEventListener("offline", () => { keep(); offlineSince = offlineSince || clock(); tell("offline", say("offline", { time: offlineSince })); });
  form.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (pressed?.matches("[data-preview]")) return;
    if (!pressed || pressed.matches("[data-save]")) {
      keep();
      event.preventDefault();
      save(pressed);
      return;
    }
    clearTimeout(waiting);
    keep(true);
    leaving = true;
  });
  addEventListener("beforeunload", (event) => { if (!leaving && changed()) event.preventDefault(); });
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const pressed = event.key.toLowerCase();
    if (pressed === "s" && !event.shiftKey) { event.preventDefault(); save(); }
    if (pressed === "p" && event.shiftKey) { event.preventDefault(); form.querySelector("[data-preview]").click(); }
    if (pressed === "enter" && !event.shiftKey) { event.preventDefault(); primary.focus(); }
  });
  // A page shown again from the browser's memory still believes what was true then.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
