/** Pictures, galleries and embeds in the text: a figure whose caption is written in place. */
import { Node } from "../../django_prose_editor/editor.js";
import { icon, make, say } from "./desk.js";
import { fetched, known } from "./known.js";
import { leave } from "./nodes.js";

/** A figure of one kind. `attributes` are those stored; `show` fills what stands over the caption. */
function figure({ name, kind, attributes, show, actions }) {
  return Node.create({
    name,
    group: "top",
    content: "inline*",
    defining: true,
    isolating: true,
    selectable: true,
    draggable: true,
    addAttributes: () => Object.fromEntries(attributes.map((attribute) => [
      attribute,
      { default: null, parseHTML: (element) => element.getAttribute(`data-${attribute}`), renderHTML: (values) => ({ [`data-${attribute}`]: values[attribute] }) },
    ])),
    parseHTML: () => [{
      tag: `figure.${kind}`,
      contentElement: (element) => element.querySelector(":scope > figcaption") || document.createElement("figcaption"),
    }],
    renderHTML: ({ HTMLAttributes }) => ["figure", { class: kind, ...HTMLAttributes }, ["figcaption", 0]],
    addKeyboardShortcuts() {
      return {
        Enter: ({ editor }) => leave(editor, name),
        Backspace: ({ editor }) => {
          const { $from, empty } = editor.state.selection;
          if (!empty || $from.parent.type.name !== name || $from.parentOffset > 0) return false;
          return editor.commands.setNodeSelection($from.before());
        },
      };
    },
    addNodeView() {
      return ({ node, editor, getPos }) => {
        const shown = make("div", { className: "w-fig__shown", contentEditable: "false" });
        const tools = make("div", { className: "w-fig__tools", contentEditable: "false", role: "group" });
        const caption = make("figcaption", { "data-hint": say("caption") });
        const dom = make("figure", { className: `w-fig ${kind}` }, shown, tools, caption);
        let current = node;
        const set = (values) => editor.chain().command(({ tr }) => {
          tr.setNodeMarkup(getPos(), undefined, { ...current.attrs, ...values });
          return true;
        }).run();
        const remove = () => editor.chain().focus().deleteRange({ from: getPos(), to: getPos() + current.nodeSize }).run();
        for (const [label, act] of actions) {
          const tool = make("button", { type: "button", className: "lnk", textContent: say(label) });
          tool.addEventListener("click", () => act({ attrs: current.attrs, set }));
          tools.append(tool);
        }
        const drop = make("button", { type: "button", className: "lnk", textContent: say("remove") });
        drop.addEventListener("click", remove);
        tools.append(drop);
        const draw = () => {
          show(shown, current.attrs);
          caption.classList.toggle("is-empty", current.content.size === 0);
        };
        const redraw = () => draw();
        document.addEventListener("picture:known", redraw);
        draw();
        return {
          dom,
          contentDOM: caption,
          update(updated) {
            if (updated.type.name !== name) return false;
            const changed = JSON.stringify(updated.attrs) !== JSON.stringify(current.attrs);
            current = updated;
            if (changed) draw();
            caption.classList.toggle("is-empty", updated.content.size === 0);
            return true;
          },
          ignoreMutation: (mutation) => !caption.contains(mutation.target),
          stopEvent: (event) => tools.contains(event.target),
          destroy: () => document.removeEventListener("picture:known", redraw),
        };
      };
    },
  });
}

function shownPicture(id) {
  const picture = known(id);
  if (!picture) {
    fetched(id).then((found) => found || document.dispatchEvent(new CustomEvent("picture:known")));
    return make("p", { className: "w-fig__gone", textContent: `#${id}` });
  }
  const image = make("img", { src: picture.wide, alt: picture.alt, width: picture.width, height: picture.height });
  const says = picture.described ? null : make("p", { className: "w-fig__bare" }, icon("bad"), say("noAlt"));
  return make("div", {}, image, says);
}

const asked = new Set();
function lookUp(ids) {
  for (const id of ids) {
    if (known(id) || asked.has(id)) continue;
    asked.add(id);
    fetched(id);
  }
}

async function choose(options) {
  const { openChooser } = await import("./chooser.js");
  return openChooser(options);
}

export const Picture = figure({
  name: "picture",
  kind: "image",
  attributes: ["image-id"],
  show(place, attrs) {
    lookUp([attrs["image-id"]]);
    place.replaceChildren(known(attrs["image-id"]) ? shownPicture(attrs["image-id"]) : make("p", { className: "w-fig__gone", textContent: "…" }));
  },
  actions: [
    ["replace", async ({ set }) => {
      const [chosen] = await choose({});
      if (chosen) set({ "image-id": String(chosen.id) });
    }],
    ["change", async ({ attrs }) => choose({ only: attrs["image-id"] })],
  ],
});

export const Gallery = figure({
  name: "gallery",
  kind: "gallery",
  attributes: ["image-ids"],
  show(place, attrs) {
    const ids = (attrs["image-ids"] || "").split(",").filter(Boolean);
    lookUp(ids);
    place.replaceChildren(make("div", { className: "w-fig__row" }, ...ids.map((id) => {
      const picture = known(id);
      return picture ? make("img", { src: picture.small, alt: picture.alt, width: 160, height: 120 }) : make("span", { textContent: `#${id}` });
    })), make("p", { className: "w-fig__kind", textContent: say("orderedPictures", { count: ids.length }) }));
  },
  actions: [
    ["choosePictures", async ({ attrs, set }) => {
      const chosen = await choose({ several: true, ids: (attrs["image-ids"] || "").split(",").filter(Boolean) });
      if (chosen.length) set({ "image-ids": chosen.map((picture) => picture.id).join(",") });
    }],
  ],
});

export const Embed = figure({
  name: "embed",
  kind: "embed",
  attributes: ["provider", "address"],
  show(place, attrs) {
    place.replaceChildren(make("p", { className: "w-fig__embed" }, icon("embed"), make("b", { textContent: attrs.provider }), make("span", { textContent: attrs.address })));
  },
  actions: [],
});
