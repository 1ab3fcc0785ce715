// What is said of the thing that is chosen.
function fact(name, ...value) {
  return value.flat().length ? [element("dt", {}, name), element("dd", {}, ...value)] : [];
}

function aboutCluster(c) {
  const set = data.sets[c.set];
  const rows = set.placed.map((i) => data.placed[i]).map((p) =>
    element("tr", {}, element("td", {}, link("component", p.name)), element("td", {}, p.version), element("td", { class: "note" }, p.usual ? "" : p.variant)));
  return [
    element("h2", {}, c.name),
    element("dl", {},
      fact("driven from", c.agent === c.name ? "itself" : link("cluster", c.agent)),
      fact("shard", c.shard === undefined ? [] : String(c.shard)),
      fact("ring", c.ring ? [link("ring", c.ring)] : []),
      fact("follows", c.revision),
      fact("groups", row(c.groups.map((g) => link("group", g)))),
      fact("labels", pairs(c.labels).join(", ") || []),
      fact("provider", c.provider),
      fact("the same as", set.clusters.length > 1 ? [link("set", c.set, count(set.clusters.length - 1, "other cluster"))] : [])),
    element("h3", {}, count(rows.length, "component")),
    element("table", {}, rows),
  ];
}

function aboutComponent(c) {
  const name = (names) => row(names.map((n) => link("component", n)));
  const needs = (capabilities) => capabilities.map((capability) => {
    const providers = [...components.values()].filter((o) => o.name !== c.name && o.provides.includes(capability));
    return element("li", {}, capability, " ", providers.length ? note("from ") : note("from nothing here"), name(providers.map((o) => o.name)));
  });
  const gives = c.provides.map((capability) => {
    const users = [...components.values()].filter((o) => o.name !== c.name && [...o.requires, ...o.uses].includes(capability));
    return element("li", {}, capability, " ", users.length ? note("to ") : "", name(users.map((o) => o.name)));
  });
  const part = (title, items) => (items.length ? [element("h3", {}, title), element("ul", {}, items)] : []);
  const placed = data.columns.filter((v) => v.name === c.name).flatMap((v) => [
    element("h3", {}, `${v.version}, on ${count(v.clusters, "cluster")}`),
    ...list("cluster", data.sets.filter((s) => s.placed.some((i) => data.placed[i].name === c.name && data.placed[i].version === v.version)).flatMap((s) => s.clusters), 6),
  ]);
  return [
    element("h2", {}, c.title || c.name),
    element("p", {}, c.summary),
    element("dl", {}, fact("name", element("code", {}, c.name)), fact("category", c.category),
      fact("units", row(unitsOf(c.name).map((u) => `${u.name} (wave ${u.wave})`)))),
    part("requires", needs(c.requires)), part("uses, where it is there", needs(c.uses)), part("gives", gives), placed,
  ].flat();
}

function aboutSelection(title, thing) {
  return [
    element("h2", {}, title),
    element("dl", {}, fact("matches", pairs(thing.match).join(", ") || "the rest"), fact("follows", thing.revision || []),
      fact("at a time", thing.maxUpdate === undefined ? [] : String(thing.maxUpdate))),
    element("h3", {}, count(thing.clusters.length, "cluster")), ...list("cluster", thing.clusters),
  ];
}

function aboutSet(set) {
  const rows = set.placed.map((i) => data.placed[i]).map((p) =>
    element("tr", {}, element("td", {}, link("component", p.name)), element("td", {}, p.version), element("td", { class: "note" }, p.usual ? "" : p.variant)));
  return [
    element("h2", {}, setName(set)), element("p", { class: "note" }, "These clusters get exactly the same."),
    element("h3", {}, count(set.clusters.length, "cluster")), ...list("cluster", set.clusters),
    element("h3", {}, count(rows.length, "component")), element("table", {}, rows),
  ];
}

function aboutCell(set, c) {
  const p = set.placed.map((i) => data.placed[i]).find((placed) => placed.column === data.columns.indexOf(c));
  const says = p ? [element("dl", {}, fact("version", p.version), fact("variant", p.variant))] : [element("p", {}, "is not there.")];
  return [
    element("h2", {}, link("component", c.name), ` ${c.version}`), ...says,
    p ? element("p", {}, element("code", {}, `slipway explain ${set.clusters[0]} ${c.name}`), note(" says where its values come from.")) : "",
    element("h3", {}, count(set.clusters.length, "cluster")), ...list("cluster", set.clusters),
  ];
}
