// The drawing of units is in the page; this makes its parts answer.
function drawDependencies(sheet) {
  const components = new Map(data.dependencies.units.map((u) => [u.name, u.component]));
  for (const g of sheet.querySelectorAll("[data-unit]")) {
    const component = components.get(g.dataset.unit);
    g.dataset.component = component;
    g.setAttribute("tabindex", "0");
    g.setAttribute("role", "link");
    g.addEventListener("click", () => (location.hash = href("component", component)));
    g.addEventListener("keydown", (event) => {
      if (event.key === "Enter") location.hash = href("component", component);
    });
  }
}

// Lights the chosen component, what it waits for and what waits for it; without
// one, what a search has found.
function showDependencies(sheet, found) {
  const units = [...sheet.querySelectorAll("[data-unit]")];
  const edges = [...sheet.querySelectorAll("[data-from]")];
  const chosen = new Set(units.filter((g) => isChosen("component", g.dataset.component)).map((g) => g.dataset.unit));
  const near = new Set(chosen);
  for (const e of edges) {
    const lit = chosen.has(e.dataset.from) || chosen.has(e.dataset.to);
    if (lit) near.add(e.dataset.from).add(e.dataset.to);
    e.classList.toggle("lit", lit);
    e.classList.toggle("dim", chosen.size > 0 ? !lit : Boolean(found && found.components.size));
  }
  for (const g of units) {
    g.classList.toggle("chosen", chosen.has(g.dataset.unit));
    const searched = found && found.components.size && !found.components.has(g.dataset.component);
    g.classList.toggle("dim", chosen.size > 0 ? !near.has(g.dataset.unit) : Boolean(searched));
  }
}
