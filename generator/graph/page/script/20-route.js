// The address says what is shown: #view/kind/name. So the browser's own keys go
// back and forth, and a place can be sent to somebody.
const views = ["topology", "dependencies", "placement"];
const route = { view: data.first, kind: "", name: "" };

function readRoute() {
  let parts = [];
  try {
    parts = location.hash.slice(1).split("/").map(decodeURIComponent);
  } catch {
    // somebody wrote the address by hand; the page begins where it does without one
  }
  const [view, kind = "", name = ""] = parts;
  Object.assign(route, { view: views.includes(view) ? view : route.view || data.first, kind, name });
}

function href(kind, name, view = route.view) {
  return "#" + [view, kind, name].filter((part) => part !== "").map((part) => encodeURIComponent(part)).join("/");
}

const isChosen = (kind, name) => route.kind === kind && route.name === String(name);
