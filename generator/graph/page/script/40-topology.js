// The tree: repository, agent, rings, and the clusters in them by their groups.
const roomy = 24; // clusters in a part that is open at first, in a large fleet
const largest = Math.max(1, ...data.sections.flatMap((s) => s.parts.map((p) => p.clusters.length)));

function drawTopology(sheet) {
  const t = data.topology;
  const where = t.repository.branch + (t.repository.path ? `, folder ${t.repository.path}` : "");
  sheet.append(element("div", { class: "source" }, element("strong", {}, t.repository.url), note(where)));
  if (agents.size === 1) {
    const [hub] = agents;
    sheet.append(
      element("div", { class: "stem" }, t.route || ""),
      element("div", { class: "source agent" }, element("strong", {}, `${t.agentTitle} on `, link("cluster", hub))),
    );
  } else {
    sheet.append(element("div", { class: "stem" }, `${t.agentTitle} on each cluster`));
  }
  sheet.append(element("div", { class: "tree" }, data.sections.map(section)));
}

function section(s) {
  const ring = rings.get(s.ring);
  const notes = [count(s.parts.reduce((n, p) => n + p.clusters.length, 0), "cluster")];
  if (ring) {
    notes.push(pairs(ring.match).join(", ") || "the rest", `follows ${ring.revision}`);
    if (ring.maxUpdate !== undefined) notes.push(`${ring.maxUpdate} at a time`);
  }
  const title = ring ? ["ring ", link("ring", ring.name)] : ["clusters"];
  return element("div", { class: "ring" }, element("h2", {}, title, note(notes.join(" · "))), s.parts.map(part));
}

function part(p) {
  const name = p.groups.length ? (p.groups.length > 1 ? "groups " : "group ") + p.groups.join(", ") : "in no group";
  const bar = element("span", { class: "bar" });
  bar.style.width = `${Math.max(4, (220 * p.clusters.length) / largest)}px`;
  const small = clusters.size <= 200 || p.clusters.length <= roomy;
  const details = element("details", { class: "part", open: small },
    element("summary", {}, element("span", {}, `${name} `, element("b", {}, String(p.clusters.length))), small ? "" : bar),
    element("ul", { class: "chips" }, p.clusters.map(chip)));
  details.wasOpen = small;
  details.querySelector("summary").addEventListener("click", () => (details.wasOpen = !details.open));
  return details;
}

function chip(name) {
  const labels = pairs(clusters.get(name).labels).join(", ");
  const a = element("a", { href: href("cluster", name, "topology"), "data-cluster": name, title: `${name}\n${labels}` }, name);
  if (agents.has(name)) a.classList.add("agent");
  return element("li", {}, a);
}

// Marks the chosen cluster, and leaves those that a search has found.
function showTopology(sheet, found) {
  for (const details of sheet.querySelectorAll(".part")) {
    let left = 0;
    let chosen = false;
    for (const a of details.querySelectorAll("[data-cluster]")) {
      const shown = !found || found.clusters.has(a.dataset.cluster);
      a.parentElement.hidden = !shown;
      left += shown ? 1 : 0;
      const is = isChosen("cluster", a.dataset.cluster);
      a.classList.toggle("chosen", is);
      chosen ||= is;
    }
    details.hidden = left === 0;
    details.querySelector("b").textContent = found ? `${left} of ${details.querySelectorAll("li").length}` : String(left);
    details.open = details.wasOpen || Boolean(found) || chosen;
  }
  for (const ring of sheet.querySelectorAll(".ring")) {
    ring.hidden = Boolean(found) && !ring.querySelector(".part:not([hidden])");
  }
}
