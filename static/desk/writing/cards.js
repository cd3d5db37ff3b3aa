/** A story of ours as a card within the text. The text keeps its number; the rest is today’s. */
import { Node } from "../../django_prose_editor/editor.js";
import { ask, desk, make, say } from "./desk.js";
import { askFor } from "./dialog.js";

const cards = new Map(Object.entries(desk.cards));
const asked = new Set();

function know(card) {
  cards.set(String(card.id), card);
  document.dispatchEvent(new Event("card:known"));
}

async function found(fields) {
  return ask(`${desk.places.cards}?${new URLSearchParams(fields)}`);
}

/** One that was pasted, or came back with what was typed before. */
async function lookUp(id) {
  if (asked.has(id)) return;
  asked.add(id);
  const { data } = await found({ ids: id });
  (data.cards || []).forEach(know);
}

function face(id) {
  const card = cards.get(String(id));
  if (!card) return [make("p", { className: "w-fig__gone", textContent: asked.has(id) ? say("storyGone") : "…" })];
  const picture = card.picture ? make("img", { src: card.picture, alt: "", width: 112, height: 84 }) : null;
  const words = make("span", {}, make("small", { textContent: say("readAlso") }), make("b", { textContent: card.headline }));
  return [
    make("div", { className: "story-card__in" }, picture, words),
    make("p", { className: card.seen ? "w-fig__kind" : "w-fig__kind w-fig__kind--bad", textContent: card.says }),
  ];
}

async function choose() {
  const answer = await askFor({
    title: say("storyCard"),
    label: say("storyWords"),
    hint: say("storyHint"),
    action: say("insert"),
    suggest: {
      label: say("linkStories"),
      find: async (typed) => {
        if (typed.length < 2 || typed.startsWith("/")) return [];
        const { data } = await found({ q: typed, besides: desk.story });
        (data.cards || []).forEach(know);
        return (data.cards || []).map((card) => ({ line: String(card.id), name: `${card.headline}, ${card.says}` }));
      },
    },
    check: async (address) => {
      if (!/^(\/|https?:)/.test(address.trim())) return { errors: [say("storyChoose")] };
      const { ok, data } = await found({ address });
      if (!ok) return { errors: data.errors || [say("uploadFailed", { name: address })] };
      know(data.cards[0]);
      return { id: data.cards[0].id };
    },
  });
  return answer && String(answer.checked.id ?? answer.value);
}

/** Ask for a story and hand its block on; nothing when none was chosen. */
export async function chosenCard() {
  const id = await choose();
  return id && { type: "storyCard", attrs: { id } };
}

export const StoryCard = Node.create({
  name: "storyCard",
  group: "top",
  atom: true,
  selectable: true,
  draggable: true,
  addAttributes: () => ({
    id: { default: null, parseHTML: (element) => element.dataset.storyId, renderHTML: ({ id }) => ({ "data-story-id": id }) },
  }),
  parseHTML: () => [{ tag: "figure.story" }],
  renderHTML: ({ HTMLAttributes }) => ["figure", { class: "story", ...HTMLAttributes }],
  addNodeView() {
    return ({ node, editor, getPos }) => {
      let current = node;
      const shown = make("div", { className: "story-card" });
      const tool = (label, act) => {
        const made = make("button", { type: "button", className: "lnk", textContent: say(label) });
        made.addEventListener("click", act);
        return made;
      };
      const replace = async () => {
        const id = await choose();
        if (id) editor.commands.command(({ tr }) => { tr.setNodeMarkup(getPos(), undefined, { id }); return true; });
        editor.commands.focus();
      };
      const remove = () => editor.chain().focus().deleteRange({ from: getPos(), to: getPos() + current.nodeSize }).run();
      const tools = make("div", { className: "w-fig__tools", role: "group" }, tool("replace", replace), tool("remove", remove));
      const dom = make("figure", { className: "w-fig w-fig--story", contentEditable: "false" }, shown, tools);
      const draw = () => {
        if (!cards.has(String(current.attrs.id))) lookUp(current.attrs.id).then(draw);
        shown.replaceChildren(...face(current.attrs.id));
      };
      document.addEventListener("card:known", draw);
      draw();
      return {
        dom,
        update(updated) {
          if (updated.type.name !== "storyCard") return false;
          current = updated;
          draw();
          return true;
        },
        ignoreMutation: () => true,
        stopEvent: (event) => tools.contains(event.target),
        destroy: () => document.removeEventListener("card:known", draw),
      };
    };
  },
});
