// Names and descriptions become texts and attributes, and never markup.
function element(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) e.setAttribute(key, value === true ? "" : value);
  }
  e.append(...children.flat());
  return e;
}

const link = (kind, name, text = name) => element("a", { href: href(kind, name) }, text);
const note = (text) => element("span", { class: "note" }, text);

// Things behind each other, with commas.
function row(things) {
  return things.flatMap((thing, i) => (i ? [", ", thing] : [thing]));
}

// A list of links, of which those that are too many wait to be asked for.
function list(kind, names, shown = 12) {
  const items = (some) => element("ul", {}, some.map((name) => element("li", {}, link(kind, name))));
  if (names.length <= shown + 3) return [items(names)];
  const more = element("details", {}, element("summary", {}, `and ${names.length - shown} more`));
  more.addEventListener("toggle", () => more.children.length === 1 && more.append(items(names.slice(shown))));
  return [items(names.slice(0, shown)), more];
}
