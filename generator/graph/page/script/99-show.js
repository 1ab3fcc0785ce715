// Brings the page into line with its address and with the search.
const draws = { topology: drawTopology, dependencies: drawDependencies, placement: drawPlacement };
const shows = { topology: showTopology, dependencies: showDependencies, placement: showPlacement };
const drawn = new Set(); // a view is drawn when it is first looked at

function show() {
  const found = find();
  const sheet = sheetOf(active());
  for (const view of views) document.getElementById(view).hidden = view !== route.view;
  if (!drawn.has(route.view)) draws[route.view](sheet);
  drawn.add(route.view);
  shows[route.view](sheet, found);
  showResults(found);
  document.getElementById("details").replaceChildren(...details());
  document.getElementById("home").href = href("", "");
  for (const tab of document.querySelectorAll("#tabs a")) {
    tab.href = href(route.kind === "cell" ? "" : route.kind, route.kind === "cell" ? "" : route.name, tab.dataset.view);
    if (tab.dataset.view === route.view) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  showZoom();
}

function reveal() {
  const view = active();
  const chosen = view.querySelector(".chosen");
  const left = view.scrollLeft;
  chosen?.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (chosen?.matches("tr")) view.scrollLeft = left; // a row is wider than the view
  document.querySelector("aside").scrollTop = 0;
}

const keys = {
  "/": () => search.focus(), f: fit, 0: () => zoomTo(1), "+": larger, "=": larger, "-": smaller,
  ...Object.fromEntries(views.map((view, i) => [i + 1, () => (location.hash = href(route.kind, route.name, view))])),
};

addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    search.value = "";
    location.hash = href("", "");
    show();
    active().focus();
  }
  if (event.target === search || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
});
addEventListener("hashchange", () => {
  readRoute();
  show();
  reveal();
});

readRoute();
show();
reveal();
