// A search finds what has all of its words.
const search = document.getElementById("search");
const results = document.getElementById("results");

function find() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return null;
  const among = (things) => new Set([...things.values()].filter((thing) => words.every((word) => thing.words.includes(word))).map((thing) => thing.name));
  return { clusters: among(clusters), components: among(components) };
}

function showResults(found) {
  results.hidden = !found;
  if (!found) return;
  const part = (kind, names) => (names.length ? [element("h3", {}, count(names.length, kind)), ...list(kind, names, 8)] : []);
  const parts = [part("cluster", [...found.clusters]), part("component", [...found.components])].flat();
  results.replaceChildren(...(parts.length ? parts : [element("p", {}, "Nothing has all of these words.")]));
}

search.addEventListener("input", () => show());
search.addEventListener("keydown", (event) => {
  const first = results.querySelector("a");
  if (event.key === "Enter" && first) location.hash = first.getAttribute("href");
});
