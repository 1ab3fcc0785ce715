// The matrix: a row for clusters that get exactly the same, a column for a
// component at a version.
function drawPlacement(sheet) {
  const mark = (name, text) => element("span", {}, element("i", { class: name }), text);
  sheet.append(element("div", { class: "marks" }, mark("x", "there"), mark("o", "there with other values"), mark("n", "not there")));
  const head = data.columns.map((c) =>
    element("th", { scope: "col", "data-component": c.name },
      element("a", { href: href("component", c.name, "placement"), title: `${c.name} ${c.version}, on ${count(c.clusters, "cluster")}` }, `${c.name} ${c.version}`)));
  const table = element("table", { class: "matrix" },
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, count(data.sets.length, "set")), head)),
    element("tbody", {}, data.sets.map(matrixRow)));
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("td");
    if (cell) location.hash = href("cell", `${cell.parentElement.dataset.set}.${cell.cellIndex - 1}`, "placement");
  });
  sheet.append(table);
}

function matrixRow(set, i) {
  const cells = data.columns.map(() => element("td"));
  for (const at of set.placed) {
    const p = data.placed[at];
    const cell = cells[p.column];
    cell.className = p.usual ? "x" : "o";
    cell.textContent = cell.className;
    if (!p.usual) cell.title = p.variant;
  }
  return element("tr", { "data-set": i },
    element("th", { scope: "row" }, element("a", { href: href("set", i, "placement"), title: set.clusters.slice(0, 30).join(", ") }, setName(set))), cells);
}

function setName(set) {
  return set.clusters.length <= 2 ? set.clusters.join(", ") : `${set.clusters[0]} and ${set.clusters.length - 1} more`;
}

// Marks what is chosen, and leaves the rows with clusters that a search has found.
function showPlacement(sheet, found) {
  const of = clusters.get(route.kind === "cluster" ? route.name : "");
  for (const tr of sheet.querySelectorAll("tbody tr")) {
    const i = Number(tr.dataset.set);
    tr.hidden = Boolean(found && found.clusters.size) && !data.sets[i].clusters.some((name) => found.clusters.has(name));
    tr.classList.toggle("chosen", isChosen("set", i) || Boolean(of) && of.set === i);
  }
  for (const cell of sheet.querySelectorAll("td.chosen")) cell.classList.remove("chosen");
  if (route.kind === "cell") {
    const [set, at] = route.name.split(".").map(Number);
    sheet.querySelector(`tr[data-set="${set}"]`)?.cells[at + 1]?.classList.add("chosen");
  }
  for (const th of sheet.querySelectorAll("th[data-component]")) {
    const name = th.dataset.component;
    th.classList.toggle("chosen", isChosen("component", name) || Boolean(found) && found.components.has(name));
  }
}
