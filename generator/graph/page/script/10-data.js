// What the page shows, and where each thing is found.
const data = JSON.parse(document.getElementById("data").textContent);

const clusters = new Map(data.topology.clusters.map((c) => [c.name, c]));
const rings = new Map(data.topology.rings.map((r) => [r.name, r]));
const groups = new Map(data.topology.groups.map((g) => [g.name, g]));
const components = new Map(data.components.map((c) => [c.name, c]));
const agents = new Set(data.topology.topology === "hub" ? data.topology.clusters.map((c) => c.agent) : []);
const column = new Map(data.columns.map((c, i) => [c.name + "\n" + c.version, i]));

data.sets.forEach((set, i) => set.clusters.forEach((name) => (clusters.get(name).set = i)));
for (const p of data.placed) {
  p.column = column.get(p.name + "\n" + p.version);
  p.usual = data.columns[p.column].variant === p.variant;
}

const pairs = (labels) => Object.entries(labels || {}).map(([key, value]) => `${key}=${value}`);
const count = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;

// What a search looks through.
for (const c of clusters.values()) {
  c.words = [c.name, c.ring, c.provider, ...c.groups, ...pairs(c.labels)].join(" ").toLowerCase();
}
for (const c of components.values()) {
  const versions = data.columns.filter((v) => v.name === c.name).map((v) => v.version);
  c.words = [c.name, c.title, c.summary, c.category, ...versions, ...c.provides].join(" ").toLowerCase();
}
const unitsOf = (name) => data.dependencies.units.filter((u) => u.component === name);
const setsWith = (name) => data.sets.filter((s) => s.placed.some((i) => data.placed[i].name === name));
