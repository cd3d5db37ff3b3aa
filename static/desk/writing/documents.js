/** The document dialog: search what is there, take in files, choose one. The page stays. */
import { ask, desk, make, say } from "./desk.js";
import { frame } from "./dialog.js";
import { upload } from "./upload.js";

/** Resolves to the chosen document, as {title, line, says}; null when closed without a choice. */
export function chooseDocument() {
  return new Promise((resolve) => {
    let answer = null;
    let page = 1;
    let turn = 0;
    const search = make("input", { type: "search", "aria-label": say("searchDocuments"), placeholder: say("searchDocuments"), autofocus: matchMedia("(width >= 48rem)").matches });
    const file = make("input", { type: "file", multiple: true, accept: desk.documentKinds, className: "vh", tabIndex: -1, "aria-hidden": "true" });
    const add = make("button", { type: "button", className: "btn btn--line", textContent: say("uploadDocuments") });
    const lines = make("ul", { className: "w-ups" });
    const found = make("ul", { className: "w-docs" });
    const next = make("button", { type: "button", className: "lnk", textContent: say("morePictures"), hidden: true });
    const empty = make("p", { className: "w-help", textContent: say("noDocument"), hidden: true });
    const bar = make("div", { className: "w-choose__bar" }, search, desk.mayAddDocuments ? add : null, file);
    const hint = make("p", { className: "w-help", textContent: desk.mayAddDocuments ? say("documentHint") : "" });
    const inside = make("div", { className: "w-docs__in" }, bar, hint, make("div", { role: "status" }, lines), found, empty, next);
    const dialog = frame(say("chooseDocument"), inside);

    const lineOf = (document) => {
      const press = make("button", { type: "button" }, make("span", { textContent: document.title }), make("small", { textContent: document.says }));
      press.addEventListener("click", () => { answer = document; dialog.close(); });
      return make("li", {}, press);
    };
    async function load(more = false) {
      page = more ? page + 1 : 1;
      turn += 1;
      const mine = turn;
      const { data } = await ask(`${desk.places.documents}?${new URLSearchParams({ q: search.value, page })}`);
      if (mine !== turn) return;
      const rows = (data.documents || []).map(lineOf);
      if (more) found.append(...rows);
      else found.replaceChildren(...rows);
      next.hidden = !data.next;
      empty.hidden = found.children.length > 0;
    }
    /** What was taken in stands first and has the focus: Enter puts it in the text. */
    async function take(files) {
      for (const picked of files) {
        const document = await upload(picked, lines, { address: desk.places.documents, key: "document" });
        if (!document) continue;
        const line = lineOf(document);
        found.prepend(line);
        empty.hidden = true;
        line.firstChild.focus();
      }
    }
    let typing;
    search.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(load, 250); });
    next.addEventListener("click", () => load(true));
    add.addEventListener("click", () => file.click());
    file.addEventListener("change", () => { take([...file.files]); file.value = ""; });
    dialog.addEventListener("dragover", (event) => event.preventDefault());
    dialog.addEventListener("drop", (event) => { event.preventDefault(); if (desk.mayAddDocuments) take([...event.dataTransfer.files]); });
    // Down from the field and among what was found, as in any list; Tab goes there too.
    inside.addEventListener("keydown", (event) => {
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const all = [...found.querySelectorAll("button")];
      if (!by || !all.length || ![search, ...all].includes(document.activeElement)) return;
      event.preventDefault();
      (all[all.indexOf(document.activeElement) + by] ?? (by < 0 ? search : all.at(-1))).focus();
    });
    dialog.addEventListener("close", () => resolve(answer));
    load();
    dialog.showModal();
  });
}
