/** The picture dialog: search what is there, take in new files, describe, choose. The page stays. */
import { ask, desk, icon, make, say } from "./desk.js";
import { frame } from "./dialog.js";
import { know, known } from "./known.js";
import { pictureSheet } from "./picture-sheet.js";
import { upload } from "./upload.js";

/**
 * Resolves to the chosen pictures in order; empty when the dialog is closed without a choice.
 * `several`: for a gallery, beginning with `ids`. `only`: describe this one picture.
 */
export function openChooser({ several = false, ids = [], only = null }) {
  return new Promise((resolve) => {
    const chosen = ids.map(String);
    let answer = [];
    const search = make("input", { type: "search", "aria-label": say("search"), placeholder: say("search"), autofocus: matchMedia("(width >= 48rem)").matches });
    const file = make("input", { type: "file", multiple: true, accept: "image/jpeg,image/png,image/webp,image/avif", className: "vh", tabIndex: -1, "aria-hidden": "true" });
    const add = make("button", { type: "button", className: "btn btn--line", textContent: say("upload") });
    const lines = make("ul", { className: "w-ups" });
    const grid = make("ul", { className: "w-pics" });
    const next = make("button", { type: "button", className: "lnk", textContent: say("morePictures"), hidden: true });
    const empty = make("p", { className: "w-help", textContent: say("none"), hidden: true });
    const use = make("button", { type: "button", className: "btn", disabled: true });
    const sheet = make("div", { className: "w-sheet" });
    const bar = make("div", { className: "w-choose__bar" }, search, desk.mayAddPictures ? add : null, file);
    const left = make("div", { className: "w-choose__left" }, bar, make("p", { className: "w-help", textContent: desk.mayAddPictures ? say("uploadHint") : "" }), make("div", { role: "status" }, lines), grid, empty, next);
    const dialog = frame(say(only ? "change" : several ? "choosePictures" : "choosePicture"),
      make("div", { className: only ? "w-choose w-choose--one" : "w-choose" }, only ? null : left, sheet), make("footer", {}, use));
    dialog.classList.add("w-dialog--wide");
    let current = null;

    const label = () => {
      use.textContent = only ? say("savePicture") : several ? say("usePictures", { count: chosen.length }) : say("usePicture");
      use.disabled = only ? !current : several ? !chosen.length : !current;
    };
    const mark = () => {
      for (const tile of grid.children) {
        const place = chosen.indexOf(tile.dataset.id);
        const on = several ? place >= 0 : current?.id === Number(tile.dataset.id);
        tile.firstChild.setAttribute("aria-pressed", String(on));
        tile.querySelector(".w-pics__n").textContent = several && on ? place + 1 : "";
      }
      label();
    };
    const open = async (picture) => {
      if (current && current.id !== picture.id) await saveSheet(true);
      current = picture;
      sheet.replaceChildren(pictureSheet(picture));
      if (!only && matchMedia("(width < 48rem)").matches) sheet.scrollIntoView({ block: "start" });
      mark();
    };
    const pick = async (picture) => {
      if (several) {
        const place = chosen.indexOf(String(picture.id));
        if (place >= 0) chosen.splice(place, 1);
        else chosen.push(String(picture.id));
      }
      await open(picture);
    };

    /** Store what was written beside the picture; true when there is nothing left to say. */
    async function saveSheet(quietly = false) {
      const fields = sheet.querySelector("form");
      if (!fields || !fields.dataset.changed) return true;
      const body = new URLSearchParams(new FormData(fields));
      const { ok, data } = await ask(`${desk.places.pictures}${fields.dataset.id}/`, { method: "POST", body });
      if (ok) {
        delete fields.dataset.changed;
        know(data.picture);
        const tile = grid.querySelector(`[data-id="${data.picture.id}"]`);
        if (tile) tile.replaceWith(tileOf(data.picture));
        if (current?.id === data.picture.id) current = data.picture;
        return true;
      }
      if (!quietly) {
        const says = sheet.querySelector("[data-says]");
        says.textContent = (data.errors || [say("uploadFailed", { name: "" })]).join(" ");
      }
      return false;
    }

    function tileOf(picture) {
      const image = make("img", { src: picture.small, alt: "", width: 240, height: 180, loading: "lazy" });
      const press = make("button", { type: "button", "aria-pressed": "false" }, image, make("span", { className: "w-pics__n", "aria-hidden": "true" }),
        make("span", { className: "w-pics__name", textContent: picture.name }), picture.described ? null : make("span", { className: "w-pics__bare" }, icon("bad"), say("noAlt")));
      press.addEventListener("click", () => pick(known(picture.id) || picture));
      press.addEventListener("dblclick", () => { if (!several) finish(); });
      return make("li", { "data-id": String(picture.id) }, press);
    }

    let page = 1;
    let turn = 0;
    async function load(more = false) {
      page = more ? page + 1 : 1;
      turn += 1;
      const mine = turn;
      const { data } = await ask(`${desk.places.pictures}?${new URLSearchParams({ q: search.value, page })}`);
      if (mine !== turn) return;
      const found = data.pictures || [];
      found.forEach(know);
      if (more) grid.append(...found.map(tileOf));
      else grid.replaceChildren(...found.map(tileOf));
      next.hidden = !data.next;
      empty.hidden = grid.children.length > 0;
      mark();
    }
    async function take(files) {
      for (const picked of files) {
        const picture = await upload(picked, lines, { instead: (twin) => exchange(picture, twin) });
        if (!picture) continue;
        know(picture);
        grid.prepend(tileOf(picture));
        empty.hidden = true;
        await pick(picture);
      }
    }
    /** The one that was here already, in place of that just taken in. */
    async function exchange(taken, twin) {
      know(twin);
      const place = chosen.indexOf(String(taken.id));
      if (place >= 0) chosen.splice(place, 1);
      if (!grid.querySelector(`[data-id="${twin.id}"]`)) grid.prepend(tileOf(twin));
      if (several && chosen.includes(String(twin.id))) await open(twin);
      else await pick(twin);
    }
    async function finish() {
      if (!(await saveSheet())) return;
      answer = only ? [known(only)] : several ? chosen.map(known).filter(Boolean) : [known(current.id)];
      dialog.close();
    }

    let typing;
    search.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(load, 250); });
    next.addEventListener("click", () => load(true));
    add.addEventListener("click", () => file.click());
    file.addEventListener("change", () => { take([...file.files]); file.value = ""; });
    use.addEventListener("click", finish);
    dialog.addEventListener("dragover", (event) => event.preventDefault());
    dialog.addEventListener("drop", (event) => { event.preventDefault(); if (desk.mayAddPictures && !only) take([...event.dataTransfer.files]); });
    dialog.addEventListener("close", async () => {
      await saveSheet(true); // closed by Escape: what was written beside a picture stays
      resolve(answer);
    });
    sheet.addEventListener("change", label);

    if (only) start(only);
    else load();
    label();
    dialog.showModal();

    async function start(id) {
      const { ok, data } = await ask(`${desk.places.pictures}${id}/`);
      if (!ok) { sheet.textContent = say("pictureGone"); return; }
      know(data.picture);
      await open(data.picture);
    }
  });
}
