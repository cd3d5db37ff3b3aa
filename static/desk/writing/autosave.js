/** What is typed goes to the server two seconds after typing stops, and into this browser before
 * that. Nothing comes back into the text: the answer only moves a line, and says who else is here. */
import { ask, clock, desk, form, say } from "./desk.js";
import { forgetHere, from, keepHere, nextNumber, page, snapshot } from "./page.js";

const HERE_AFTER = 500;
const HERE_AT_MOST = 2000;
const THERE_AFTER = 2000;
const THERE_AT_MOST = 6000;
const BEAT = 10_000;
const PATIENCE = 15_000;
const MOST_BACK_OFF = 30_000;

/** Calls `after` once nothing was asked for as long as that, and at the latest after `atMost`. */
function patient(action, after, atMost) {
  let waiting, since;
  const run = () => { clearTimeout(waiting); waiting = since = undefined; action(); };
  const stop = () => { clearTimeout(waiting); waiting = since = undefined; };
  const ask = () => {
    since ??= Date.now();
    clearTimeout(waiting);
    waiting = setTimeout(run, Math.max(0, Math.min(after, since + atMost - Date.now())));
  };
  return { ask, run, stop };
}

export function startAutosave({ tell, listen, signedOut, refused }) {
  // A page that came back with refusals holds what is stored nowhere.
  let saved = desk.refused ? "" : snapshot();
  let there = desk.refused ? null : saved; // what the server is known to have
  let here = null; // what this browser has
  let instead = ""; // the earlier page whose text was taken over
  let silentSince = null;
  let shut = false; // signed out, or not let in
  let busy = false;
  let failures = 0;
  let over = false;
  let left = ""; // what went with the page when it was left
  let again;
  const keepingHere = patient(storeHere, HERE_AFTER, HERE_AT_MOST);
  const keepingThere = patient(send, THERE_AFTER, THERE_AT_MOST);

  const changed = () => snapshot() !== saved;

  function typed() {
    if (over) return;
    if (form.classList.contains("has-nothing-new")) {
      form.classList.remove("has-nothing-new");
      if (!silentSince) tell("changed", say("changed"));
    }
    keepingHere.ask();
    keepingThere.ask();
  }

  function storeHere(sent = false) {
    const now = snapshot();
    form.classList.toggle("has-nothing-new", now === saved);
    if (now === saved) { forgetHere(); here = null; return true; }
    if (now === here) return true;
    if (!keepHere(now, { sent })) {
      if (silentSince) tell("error", say("noRoom", { time: silentSince }));
      return false;
    }
    here = now;
    return true;
  }

  /** One message at a time; what is typed meanwhile goes with the next. */
  async function send(extra = {}) {
    if (over) return undefined;
    if (busy) { again = { ...again, ...extra }; return undefined; }
    busy = true;
    clearTimeout(retry);
    keepingThere.stop();
    const now = snapshot();
    const since = saved;
    const body = from(page, extra);
    if (now !== there) {
      body.set("typed", now === saved ? "" : now);
      body.set("number", nextNumber());
      body.set("base", form.elements.base.value || 0);
      if (instead) body.set("in_place_of", instead);
    }
    storeHere();
    const answer = await asked(body);
    busy = false;
    if (over) return answer;
    if (answer.ok) arrived(answer.data, now, since, body.has("typed"));
    else failed(answer);
    if (again) { const next = again; again = undefined; send(next); }
    return answer;
  }

  async function asked(body) {
    // With nobody in front of it, an open page is no use of the desk, whose door closes in time.
    const headers = body.has("typed") ? {} : { "X-Desk-By-Itself": "1" };
    const post = () => ask(desk.places.keep, { method: "POST", body, headers, signal: AbortSignal.timeout(PATIENCE) });
    const answer = await post();
    // Signed in again in another window: this page's token is of the session before.
    if (answer.status === 403 && !answer.data.refused && (await freshToken())) return post();
    return answer;
  }

  function arrived(data, now, since, sentText) {
    failures = 0;
    const was = silentSince || shut;
    silentSince = null;
    shut = false;
    if (since === saved) there = now; // else a save came between, and there is nothing there
    if (instead && sentText) { forgetHere(instead); instead = ""; }
    if (now === saved) { if (was) tell("saved", say("again")); }
    else if (since === saved && data.kept) tell("changed", say("kept", { time: data.kept }));
    listen(data, Boolean(was));
    if (snapshot() !== now) keepingThere.ask();
  }

  let retry;
  function failed({ status, data }) {
    if (status === 401 || status === 403) {
      shut = true;
      if (data.refused) refused(data.refused);
      else signedOut();
    } else {
      silentSince = silentSince || clock();
      const word = navigator.onLine === false ? "offline" : "silent";
      if (storeHere()) tell("offline", say(word, { time: silentSince }));
      else tell("error", say("noRoom", { time: silentSince }));
    }
    failures += 1;
    retry = setTimeout(send, Math.min(MOST_BACK_OFF, 2000 * 2 ** Math.min(failures - 1, 6)));
  }

  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  setInterval(() => { if (!busy && !failures) send(); }, BEAT);
  addEventListener("online", () => { if (silentSince) send(); });
  addEventListener("offline", () => { silentSince = silentSince || clock(); if (storeHere()) tell("offline", say("offline", { time: silentSince })); });
  document.addEventListener("visibilitychange", () => { if (document.hidden && !over) storeHere(); });
  addEventListener("pagehide", () => {
    // Typed while the page was already on its way out: the next page offers it.
    if (!over) storeHere();
    else if (snapshot() !== left) keepHere(snapshot());
    const body = from(page, { act: "close", csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
    navigator.sendBeacon(desk.places.keep, body);
  });
  form.classList.toggle("has-nothing-new", !desk.refused);
  if (desk.refused) typed();
  send();

  return {
    send,
    changed,
    storeHere,
    silent: () => silentSince,
    fellSilent: () => { silentSince = silentSince || clock(); return silentSince; },
    /** `sent` was stored with the story; more may have been typed since. */
    settled(sent) {
      const was = silentSince;
      silentSince = null;
      failures = 0;
      saved = there = sent;
      forgetHere();
      here = null;
      return was;
    },
    /** The text of an earlier page stands in this one now. */
    tookOver(key) { instead = key; keepingHere.run(); send(); },
    /** The page is about to be left, with all that is in it on its way. */
    leave() { storeHere(true); left = snapshot(); over = true; keepingHere.stop(); keepingThere.stop(); },
  };
}

export async function freshToken() {
  const { ok, data } = await ask(desk.places.keep);
  if (ok && data.token) form.elements.csrfmiddlewaretoken.value = data.token;
  return ok;
}
