package e2e

const scaleHead = `# What a fleet takes

What real controllers take to bring a repository to many clusters, as ` + "`make e2e-scale`" + `
measured it; ` + "`make e2e-scale SCALE=\"flux 100 300\"`" + ` does so for some agents and numbers of
clusters, and with ` + "`UPDATE=-update`" + ` writes this page from the run. The machine had CORES cores and
MEMORY GiB of memory for everything: the hub's API server, the clusters', etcd, the agent, the
Git server and what watched them. Beside the runs of 10 and 100 clusters with Argo CD and Sveltos it
did much other work (a load of 20 to 60), beside the others little, so that these took less time for a
cluster. Read processor time and memory, which that changes little, before seconds.

A platform of profile production in topology hub has two units on each cluster, the second
of which waits for the first, with two ConfigMaps each. Bootstrap registers the clusters and
waits until every unit is in order; then a commit changes every unit. Each cluster has an
address on loopback, a registration and a client of its own, and behind all addresses is one
real API server.
SHARDS
What this cannot show: a thousand separate API servers and etcds, the time to reach
clusters that are far away, clusters that are slow or down, the memory that a cluster's
own objects take (Argo CD and Sveltos keep some of them; here a cluster has few), and charts. With
Sveltos all clusters ask for the same objects, as it would take the objects of others for its own,
so when the last object came is not told, and its sveltoscluster-manager does not run.

## Times

In seconds. *Registered* is from the start of bootstrap until the commit is pushed and every
cluster is registered; the others begin there. *Created* is the last of the agent's own
objects, *applied* the last object on a cluster, *settled* when bootstrap has seen that all is
in order. For that it is given a quarter of an hour and three seconds for each cluster, and
the runs of 10 and 100 with Argo CD and Sveltos had the quarter alone.

Sveltos takes in about one new cluster a second, whatever else it has to do: it makes a
ClusterConfiguration, does not find it in its cache yet, and comes again 10 s later. A change of
clusters that it knows is not held up.

Flux looks at every unit again after ten minutes. With 1,000 clusters that alone kept both cores busy
while the second commit, which came ten minutes after the first, was brought to them.

| agent | clusters | its objects | registered | created | applied | settled | a change: applied | settled |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
`

// scaleShards is told where a run has them.
const scaleShards = `
Where a run had several [shards](clusters.md#shards), as in *91 of 1000*, the controllers of the first
alone ran, as on one of several machines, with what serves all shards: of Argo CD that is the
ApplicationSets' controller, which made the Applications of all, and the first shard has the hub
too, and so what hands each of the 1,000 clusters its units.
`

const scaleMemory = `
## Memory and processor time

The most memory that a process had at any time, in MiB, and its processor time for both
commits together, in seconds.

| agent | clusters | process | version | memory | processor |
| --- | --- | --- | --- | --- | --- |
`

const scaleCalls = `
## Requests and repository

Requests to the API servers for both commits together, bootstrap's own included: those that
read (GET, LIST) and those that write. *Watches* are those that the clusters' API server
served at the end of a commit. A server-side apply that changes nothing counts as a write.

| agent | clusters | hub: reads | writes | clusters: reads | writes | watches | files in Git | KiB |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
`

const scaleMore = `
## What a cluster more takes

By the smallest and the largest run of each agent. Flux's kustomize-controller takes more for a
cluster the more there are, as each of its objects unpacks the whole repository. It did so in
memory, as sizes M and L have it; on the disk of this machine that took four fifths of its
processor time with 100 clusters.

| agent | clusters | process | MiB | seconds of processor time for a commit |
| --- | --- | --- | --- | --- |
`

const scaleSizes = `
## Sizes

The agent's own component takes a size, which is S by default and M in profile production; what is
set besides it holds.

    components:
      flux: {config: {size: L}}

It sets workers (Flux's and Sveltos' ` + "`concurrency`" + `, Argo CD's processors), how many requests a
second the controllers may send, what they ask for, with Argo CD how often it compares, and with Flux
where it unpacks the repository (` + "`unpack`" + `).
` + "[catalog.md](reference/catalog.md)" + ` says for how many clusters each is. The runs above had the
workers and requests of M; L has more of both, which no run shows.

Argo CD keeps a cache of each cluster and of its API, before any object of yours, so memory decides
how many clusters one controller can drive. Share more out among [shards](clusters.md#shards). Flux
and Sveltos keep little of a cluster; with them processor time decides.

No size sets a limit of memory. A controller that is killed for memory begins anew, and a beginning
takes the most.
`
