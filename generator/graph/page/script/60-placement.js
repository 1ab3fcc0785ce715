// The matrix: a row for clusters that get exactly the same, a column for a
// component at a version. Where hardly two clusters are alike, rows beyond these wait
// to be asked for: a browser takes seconds for fifty thousand cells.
let rowsShown = 200;
const rowElements = new Map(); // by set, made when they are first shown

function drawPlacement(sheet) {
  const mark = (name, text) => element("span", {}, element("i", { class: name }), text);
  sheet.append(element("div", { class: "marks" }, mark("x", "there"), mark("o", "there with other values"), mark("n", "not there")));
  const head = data.columns.map((c) =>
    element("th", { scope: "col", "data-component": c.name },
      element("a", { href: href("component", c.name, "placement"), title: `${c.name} ${c.version}, on ${count(c.clusters, "cluster")}` }, `${c.name} ${c.version}`)));
  const table = element("table", { class: "matrix" },
    element("thead", {}, element("tr", {}, element("th", { scope: "col" }, count(data.sets.length, "set")), head)),
    element("tbody"));
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("td");
    if (cell) location.hash = href("cell", `${cell.parentElement.dataset.set}.${cell.cellIndex - 1}`, "placement");
  });
  const more = element("button", { type: "button", class: "more" });
  more.addEventListener("click", () => {
    rowsShown = Infinity;
    show();
  });
  sheet.append(table, more);
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

// Shows the rows with clusters that a search has found, or all, and marks what is chosen.
function showPlacement(sheet, found) {
  const searched = found && found.clusters.size > 0;
  const of = clusters.get(route.kind === "cluster" ? route.name : "")?.set ?? Number(["set", "cell"].includes(route.kind) ? route.name.split(".")[0] : NaN);
  const matches = data.sets.map((_, i) => i).filter((i) => !searched || data.sets[i].clusters.some((name) => found.clusters.has(name)));
  const rows = matches.filter((i, at) => at < rowsShown || i === of).map((i) => {
    if (!rowElements.has(i)) rowElements.set(i, matrixRow(data.sets[i], i));
    rowElements.get(i).classList.toggle("chosen", i === of && route.kind !== "cell");
    return rowElements.get(i);
  });
  sheet.querySelector("tbody").replaceChildren(...rows);
  const more = sheet.querySelector(".more");
  more.hidden = rows.length === matches.length;
  more.textContent = `${count(matches.length - rows.length, "more row")}`;
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
