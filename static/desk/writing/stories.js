/** Other stories, searched as one types. The field below stays what is sent: one address a line. */
import { picker } from "./chosen.js";
import { ask, desk, form } from "./desk.js";

export function startStories() {
  for (const field of form.querySelectorAll("textarea[data-stories]")) fromLines(field);
}

function fromLines(field) {
  const named = new Map(Object.entries(desk.stories));
  const read = () => field.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const write = (lines) => { field.value = lines.join("\n"); };
  picker(field, {
    ordered: true,
    names: () => read().map((line) => named.get(line) ?? line),
    find: async (typed) => {
      const asked = new URLSearchParams({ q: typed, besides: desk.story });
      const { data } = await ask(`${desk.places.stories}?${asked}`);
      const chosen = read();
      const found = (data.stories || []).filter(({ line }) => !chosen.includes(line));
      for (const { line, name } of found) named.set(line, name);
      return found.map(({ name }) => name);
    },
    add: (name) => {
      const line = [...named].find(([key, text]) => text === name && !read().includes(key))?.[0];
      if (line) write([...read(), line]);
      return Boolean(line);
    },
    drop: (place) => write(read().filter((_, number) => number !== place)),
    move: (place, by) => {
      const lines = read();
      lines.splice(place + by, 0, ...lines.splice(place, 1));
      write(lines);
    },
  });
}
