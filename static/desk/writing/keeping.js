/** Saving without leaving the page, and nothing typed is lost on the way. */
import { freshToken, startAutosave } from "./autosave.js";
import { ask, clock, desk, form, make, say } from "./desk.js";
import { startHere } from "./here.js";
import { startOffer } from "./offer.js";
import { holdOpen, nextNumber, snapshot } from "./page.js";
import { offerUndo } from "./undo.js";

export function startKeeping(editor) {
  const line = document.getElementById("save-state");
  const primary = form.querySelector("[data-primary]");
  const note = startNote("w-note");
  const here = startHere();
  let leaving = false;
  let saving = false;
  let wanted = false; // a save that got no answer is asked for again when there is one

  const tell = (state, text) => {
    if (saving && state !== "saving") return;
    line.dataset.state = state;
    if (line.textContent !== text) line.textContent = text;
  };
  holdOpen();
  const autosave = startAutosave({
    tell,
    signedOut,
    refused: (words) => { tell("error", say("keptHere")); note.show(say("refusedKept", { why: words })); note.signedOut = true; },
    listen(data, back) {
      here.hear(data);
      if (note.signedOut) { note.signedOut = false; note.hide(); }
      if (back && wanted) save();
    },
  });
  here.onTake(() => autosave.send({ act: "take" }));
  startOffer(editor, autosave, startNote("w-offer"));

  function signedOut() {
    tell("error", say("keptHere"));
    if (note.signedOut) return;
    const [before, after] = say("signedOut", { link: "\0" }).split("\0");
    note.show([before, make("a", { className: "lnk", href: location.href, target: "_blank", textContent: say("signIn") }), after]);
    note.signedOut = true;
  }

  async function save() {
    if (saving) return;
    tell("saving", say("saving"));
    saving = true;
    autosave.storeHere();
    nextNumber();
    const sent = snapshot();
    const data = new FormData(form);
    let { ok, status, data: answer } = await post(data);
    // Signed in again in another window: this page's token is of the session before.
    if (status === 403 && (await freshToken())) {
      data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      ({ ok, status, data: answer } = await post(data));
    }
    saving = wanted = false;
    if (ok) return saved(answer, sent);
    autosave.storeHere();
    if (status === 409) return bothAreKept(answer.conflict);
    if (status === 422) { tell("error", say("refused")); return refuse(answer.errors || []); }
    if (status === 401 || status === 403) return signedOut();
    wanted = true;
    const time = autosave.fellSilent();
    tell("offline", say(navigator.onLine === false ? "offline" : "silent", { time }));
    autosave.send();
  }
  function post(body) {
    return ask(location.href, { method: "POST", body, headers: { "X-Desk-Save": "1" } });
  }
  function bothAreKept(address) {
    const link = make("a", { className: "lnk", href: address, textContent: say("compareBoth") });
    // The server keeps this text as a version; one may go there, or go on typing.
    link.addEventListener("click", () => { leaving = true; });
    tell("conflict", say("notSaved"));
    note.show(say("meanwhile"), link);
  }
  function saved(answer, sent) {
    autosave.settled(sent);
    if (answer.together) return together(answer, sent);
    if (form.elements.slug && !form.elements.slug.value) form.elements.slug.value = answer.slug;
    const but = (values) => JSON.stringify(JSON.parse(values).filter(([name]) => name !== "slug"));
    if (but(snapshot()) === but(sent)) autosave.settled(snapshot());
    form.elements.base.value = desk.version = answer.version;
    document.getElementById("w-says").replaceChildren();
    if (form.elements.change && !desk.planned) {
      const nothingElse = !autosave.changed();
      form.elements.change.value = form.elements.told.value = "";
      if (nothingElse) autosave.settled(snapshot());
    }
    // From here on it is the story's own page, with all that belongs to it.
    if (desk.story === "new") return go(answer.address);
    tell("saved", say("saved", { time: answer.saved }));
    offerUndo(answer.undo);
    note.hide();
    autosave.storeHere();
    autosave.send();
  }
  /** The story has another's words as well, which are not in this page: it is opened anew, unless
   * something was typed since, which stays compared with what this page was opened with. */
  function together(answer, sent) {
    if (snapshot() === sent) return go(answer.address);
    note.show(answer.together, make("a", { className: "lnk", href: answer.address, textContent: say("showBoth") }));
    autosave.storeHere();
    autosave.send();
  }
  function go(address) {
    leave();
    location.replace(address);
  }
  function leave() {
    autosave.leave();
    leaving = true;
  }
  function refuse(errors) {
    const says = document.getElementById("w-says");
    says.replaceChildren(make("ul", {}, ...errors.map((text) => make("li", { className: "error", textContent: text }))));
    says.scrollIntoView({ block: "nearest" });
  }

  form.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (pressed?.matches("[data-preview]")) return;
    if (!pressed || pressed.matches("[data-save]")) {
      event.preventDefault();
      save();
      return;
    }
    nextNumber();
    leave();
  });
  addEventListener("beforeunload", (event) => { if (!leaving && autosave.changed()) event.preventDefault(); });
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

/** A note at the foot of the window, where nothing has to make room for it. */
function startNote(id) {
  const place = document.getElementById(id);
  return {
    signedOut: false,
    show(text, ...tools) {
      place.replaceChildren(make("p", {}, ...[text].flat()), ...tools);
      place.hidden = false;
    },
    hide() { place.hidden = true; },
  };
}
