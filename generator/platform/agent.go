package platform

// Agent is what an agent's folder declares: everything in which agents differ
// that is not text. The json tags are the names in schemas/agent.cue.
type Agent struct {
	Name      string `json:"name"`
	Title     string `json:"title"`
	Component string `json:"component"`
	// Companions are further components that it needs where it runs, before its own.
	Companions []string `json:"companions"`
	Namespace  string   `json:"namespace"`
	// Namespaces are further ones that objects of its own live in.
	Namespaces   []string `json:"namespaces"`
	FieldManager string   `json:"fieldManager"`
	// RootManager applies the root's objects.
	RootManager string       `json:"rootManager"`
	Versions    VersionRange `json:"versions"`
	// Images are the last parts of the names of images that nothing but the agent runs.
	Images []string `json:"images"`
	// Kubernetes are the versions that the catalog's pin of the agent works with.
	Kubernetes  MinorRange        `json:"kubernetes"`
	NewerFields map[string]string `json:"newerFields"`
	Facts       FactSyntax        `json:"facts"`
	// Decryption is how it opens encrypted Secrets; nil where it does not.
	Decryption *Decryption `json:"decryption"`
	Files      []AgentFile `json:"files"`
	Root       string      `json:"root"`
	RootRef    Ref         `json:"rootRef"`
	SourceRef  Ref         `json:"sourceRef"`
	SelfRef    Ref         `json:"selfRef"`
	UnitRef    Ref         `json:"unitRef"`
	ParentRef  Ref         `json:"parentRef"`
	// FactSaid is the text in a cluster's file that says its name, domain or server, which $fact or $variable stands for.
	FactSaid string `json:"factSaid"`
	// LabelSaid is the text there that says that it has a label: $fact is the key, $variable the same in
	// letters, digits and underscores.
	LabelSaid string `json:"labelSaid"`
	// Placed finds the names of its units in a cluster's file, line by line.
	Placed string `json:"placed"`
	// VariantLines finds there which variant it has of each component.
	VariantLines string `json:"variants"`
	// Chain is what stands between the repository and a cluster\'s units.
	Chain  []Ref       `json:"chain"`
	Status StatusPaths `json:"status"`
	// StatusOf says how kinds report that do so otherwise.
	StatusOf map[string]StatusPaths `json:"statusOf"`
	// Notices is how many seconds the agent may take to notice a commit that units do not name.
	Notices int `json:"notices"`
	// Checkpoint has a lab put back what its clusters held, as the agent takes long to let go of things.
	Checkpoint bool `json:"checkpoint"`
	// History is where the root says how long it has held what it holds; nil where it does not.
	History *History `json:"history"`
	// Records are where its objects say when they applied which commit.
	Records Records `json:"records"`
	Limits  []Limit `json:"limits"`
	// Route is how Git reaches it, where it does not read Git itself.
	Route string `json:"route"`
	// Leaves is what becomes of a cluster that leaves the platform.
	Leaves      string         `json:"leaves"`
	GitSecret   SecretTemplate `json:"gitSecret"`
	ChartSecret SecretTemplate `json:"chartSecret"`
	OCISecret   SecretTemplate `json:"ociSecret"`
	// ManifestsSecret is for OCI registries with published manifests.
	ManifestsSecret SecretTemplate `json:"manifestsSecret"`
	Secrets         []RandomSecret `json:"secrets"`
	CRDs            []CRDSource    `json:"crds"`
	// ClusterSecret registers a cluster that the provider made: $name, $server, $token and $ca.
	ClusterSecret SecretTemplate `json:"clusterSecret"`
	// CASecrets are what makes a private authority's certificates trusted.
	CASecrets []SecretTemplate `json:"caSecrets"`
	// ClusterProperties are what a cluster's entry in an external store must hold for the agent.
	ClusterProperties []string `json:"clusterProperties"`
	// RegistersSelf is how the cluster that runs the agent gets one as well; nil where it needs none.
	RegistersSelf *SelfAccess `json:"registersSelf"`
	// Remembers is where it says what it did on a cluster, by which it does it no more; nil where it looks each time.
	Remembers *Memory `json:"remembers"`
	// Refresh is, by kind, the annotation that makes the agent look at an object at once.
	Refresh map[string]Annotation `json:"refresh"`
	// Rereads are the kinds that it is asked to look at once more when a credential has changed.
	Rereads []Reread `json:"rereads"`
	// Resyncs are the kinds of what applies objects, which is made to look whether these are still as Git says.
	Resyncs []Reread `json:"resyncs"`
	// Lingers are objects of its own that go with a component, $component, and not before nothing uses them.
	Lingers []Ref `json:"lingers"`
	// MakesNamespaces is whether what stands for a unit makes its namespace, as long as the commit that it looks at has the unit.
	MakesNamespaces bool `json:"makesNamespaces"`
	// Retries is how a try is ended that goes on with what Git had when it began; nil where there is no such thing.
	Retries *Retries `json:"retries"`
	// Suspend is how a person makes it leave a unit alone.
	Suspend Suspension `json:"suspend"`
	// Hooks says what becomes of a chart's hooks where objects are delivered.
	Hooks HookRules `json:"hooks"`
	// Reserved are names that no cluster may have.
	Reserved []string `json:"reserved"`
	// ReservedComponents are names that no component may have.
	ReservedComponents []string `json:"reservedComponents"`
	// Names says how long its objects' names may be; nil is as long as Kubernetes allows.
	Names *NameLimit `json:"names"`
	// Tenants says how a tenant's repository is applied.
	Tenants AgentTenants `json:"tenants"`
	// Traces are what it leaves on clusters.
	Traces Traces `json:"traces"`
	// Topologies are those that the agent can be laid out in, each with what is different there.
	Topologies map[string]AgentTopology `json:"topologies"`
	// Revisions is how rings follow branches or tags of their own in the topology that the agent is in; nil where they cannot.
	Revisions *RingRevisions `json:"-"`
	// Owner is the file below gitops/ of what owns the unit $unit on every cluster; empty where a cluster has an owner of its own.
	Owner string `json:"-"`
}

// OwnNamespaces are all that objects of its own live in, its main one first.
func (a *Agent) OwnNamespaces() []string { return append([]string{a.Namespace}, a.Namespaces...) }

// Decryption is how an agent opens encrypted Secrets: with the key in a Secret of
// its own. Ref applies those of a cluster whose namespaces are there before units
// are, UnitRef those whose namespaces a unit makes.
type Decryption struct {
	Secret  SecretTemplate `json:"secret"`
	Ref     Ref            `json:"ref"`
	UnitRef Ref            `json:"unitRef"`
	// Placed finds their namespaces and names in what lists those of a cluster, line by line.
	Placed string `json:"placed"`
}

// SelfAccess is how an agent reaches the cluster that it runs on: as a service
// account of its namespace, bound to a cluster role, at an address.
type SelfAccess struct {
	Account     string `json:"account"`
	ClusterRole string `json:"clusterRole"`
	Server      string `json:"server"`
}

// AgentTenants is how an agent applies a tenant's repository to a cluster;
// $tenant and $cluster may stand in names.
type AgentTenants struct {
	// Chain is what applies it, last, behind what that hangs on.
	Chain []Ref `json:"chain"`
	// Accounts is the namespace of the service accounts as which it does so; empty where it does so as itself.
	Accounts string         `json:"accounts"`
	Secret   SecretTemplate `json:"secret"`
}

// NameLimit is a number of characters, and the names that may have no more;
// $cluster, $unit and $manifests, a unit of published manifests, may stand in
// them.
type NameLimit struct {
	Limit int      `json:"limit"`
	Of    []string `json:"of"`
}

// Annotation is a key and its value, in which $commit may stand.
type Annotation struct {
	Key   string `json:"annotation"`
	Value string `json:"value"`
}

// Memory is a kind of the agent's objects, the label by which one is about a cluster, and the field of its status that
// says what was done there.
type Memory struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	// Namespace is the agent's where it is empty.
	Namespace string `json:"namespace"`
	Label     string `json:"label"`
	Status    string `json:"status"`
}

// Reread is a kind of the agent's objects and the annotation, in which $now may
// stand, that makes it look at one of them.
type Reread struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	// Namespace is the agent's where it is empty.
	Namespace string `json:"namespace"`
	// Told is where one says for which commit it looked last, where it looks by itself when its
	// source has another; else empty. Of Resyncs alone.
	Told string `json:"told"`
	Annotation
}

// Suspension is an object, what is merged into it to suspend a unit, and what
// undoes that.
type Suspension struct {
	Ref   Ref            `json:"ref"`
	Merge map[string]any `json:"merge"`
	Undo  map[string]any `json:"undo"`
}

// Retries is where an object has the try that the agent is at, where a parent has
// what it began it with and what it would begin with now, and what is merged into
// it to end that try.
type Retries struct {
	Trying string         `json:"trying"`
	Began  string         `json:"began"`
	Now    string         `json:"now"`
	Merge  map[string]any `json:"merge"`
}

// HookRules are the moments of hooks that an agent knows from the objects
// themselves, and those that may be left out. Hooks of others are refused.
type HookRules struct {
	Kept    []string `json:"kept"`
	Dropped []string `json:"dropped"`
}

// VersionRange is from a version up to but not including another.
type VersionRange struct {
	From  string `json:"from"`
	Below string `json:"below"`
}

// MinorRange is from a minor version up to and with another; what is empty is
// stated by nobody.
type MinorRange struct {
	From    string `json:"from"`
	Through string `json:"through"`
}

// FactSyntax is how an agent spells a fact where it substitutes it; $fact
// stands for the fact's name or the label's key, $variable for the same in
// letters, digits and underscores.
type FactSyntax struct {
	Plain   string   `json:"plain"`
	Label   string   `json:"label"`
	Escapes []Escape `json:"escapes"`
	// Quote stands around a text that would otherwise be read as a number or a truth value.
	Quote string `json:"quote"`
	// Everywhere is whether the agent substitutes in every object, not only in those that carry facts.
	Everywhere bool `json:"everywhere"`
}

// Escape replaces text that the agent would take for a fact.
type Escape struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// AgentFile is one file, or one for each member of its scope, that the agent's
// folder contributes to the repository.
type AgentFile struct {
	// Scope is platform, cluster, variant, unit, object, owner, namespace, tenant, ring, secret, secrets or cluster-secrets.
	Scope string `json:"scope"`
	// Topology restricts the file to one topology; empty for every.
	Topology string `json:"topology"`
	// When restricts a unit's files: chart, objects or facts (objects that carry facts); the platform's: external-secret, tenants, shards or revisions; a cluster's: revisions or, where its own ring has one, revision.
	When string `json:"when"`
	// Companions restricts a unit's files to the agent's companions.
	Companions bool `json:"companions"`
	// Template is the file in the agent's folder; one that does not end in
	// .tmpl is copied byte for byte.
	Template string `json:"template"`
	// Check is objects, yaml or none.
	Check string `json:"check"`
	// Path is where it goes below gitops/, with $component, $variant, $unit, $cluster, $ring and $tenant; $values is the name of a chart's file of values.
	Path string `json:"path"`
}

// Ref names an object; $cluster and $unit may stand in its name.
type Ref struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace"`
	Name       string `json:"name"`
}

// Limit is something that an agent cannot express: when it matters, what
// happens, and the way out.
type Limit struct {
	When    string `json:"when"`
	What    string `json:"what"`
	Instead string `json:"instead"`
	// Unless is the newer field with which it is none.
	Unless string `json:"unless"`
}

// CRDSource says where the agent's CRDs are in the module that provider local
// builds it from.
type CRDSource struct {
	Program string `json:"program"`
	Glob    string `json:"glob"`
}
