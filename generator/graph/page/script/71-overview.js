// What is said where nothing is chosen: the platform, and how to use the page.
function overview() {
  const t = data.topology;
  const counted = (kind, things) => things.map((thing) => element("li", {}, link(kind, thing.name), " ", note(count(thing.clusters.length, "cluster"))));
  const part = (title, items) => (items.length ? [element("h3", {}, title), element("ul", {}, items)] : []);
  const keys = [["/", "search"], ["1 2 3", "views"], ["+ - 0 f", "zoom, and all of it"], ["arrows", "move"], ["Esc", "back to this"]];
  return [
    element("h2", {}, t.platform),
    element("dl", {}, fact("agent", t.agentTitle), fact("topology", t.topology), fact("clusters", String(clusters.size)),
      fact("components", String(components.size)), fact("units", String(data.dependencies.units.length))),
    part("rings", counted("ring", t.rings)), part("groups", counted("group", t.groups)),
    element("h3", {}, "keys"),
    element("dl", {}, keys.flatMap(([key, what]) => fact(element("kbd", {}, key), what))),
  ].flat();
}

function details() {
  const [set, at] = route.name.split(".").map(Number);
  const things = {
    cluster: () => clusters.has(route.name) && aboutCluster(clusters.get(route.name)),
    component: () => components.has(route.name) && aboutComponent(components.get(route.name)),
    ring: () => rings.has(route.name) && aboutSelection(`ring ${route.name}`, rings.get(route.name)),
    group: () => groups.has(route.name) && aboutSelection(`group ${route.name}`, groups.get(route.name)),
    set: () => data.sets[set] && aboutSet(data.sets[set]),
    cell: () => data.sets[set] && data.columns[at] && aboutCell(data.sets[set], data.columns[at]),
  };
  return (Object.hasOwn(things, route.kind) && things[route.kind]()) || overview();
}
