package platform

// Agent is what an agent's folder declares: everything in which agents differ
// that is not text. The json tags are the names in schemas/agent.cue.
type Agent struct {
	Name         string            `json:"name"`
	Title        string            `json:"title"`
	Component    string            `json:"component"`
	Namespace    string            `json:"namespace"`
	FieldManager string            `json:"fieldManager"`
	Versions     VersionRange      `json:"versions"`
	NewerFields  map[string]string `json:"newerFields"`
	Facts        FactSyntax        `json:"facts"`
	Files        []AgentFile       `json:"files"`
	Root         string            `json:"root"`
	RootRef      Ref               `json:"rootRef"`
	SelfRef      Ref               `json:"selfRef"`
	UnitRef      Ref               `json:"unitRef"`
	ParentRef    Ref               `json:"parentRef"`
	Status       StatusPaths       `json:"status"`
	GitSecret    SecretTemplate    `json:"gitSecret"`
	ChartSecret  SecretTemplate    `json:"chartSecret"`
	Secrets      []RandomSecret    `json:"secrets"`
	CRDs         CRDSource         `json:"crds"`
	// ClusterSecret registers a cluster that the provider made: $name, $server, $token and $ca.
	ClusterSecret SecretTemplate `json:"clusterSecret"`
	// Refresh is the annotation that makes the agent look at an object at once.
	Refresh map[string]string `json:"refresh"`
}

// VersionRange is from a version up to but not including another.
type VersionRange struct {
	From  string `json:"from"`
	Below string `json:"below"`
}

// FactSyntax is how an agent spells a fact where it substitutes it; $fact
// stands for the fact's name or the label's key.
type FactSyntax struct {
	Plain   string   `json:"plain"`
	Label   string   `json:"label"`
	Escapes []Escape `json:"escapes"`
}

// Escape replaces text that the agent would take for a fact.
type Escape struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// AgentFile is one file, or one for each member of its scope, that the agent's
// folder contributes to the repository.
type AgentFile struct {
	// Scope is platform, cluster, variant or unit.
	Scope string `json:"scope"`
	// When restricts a unit's files: chart, objects or facts (objects that carry facts).
	When string `json:"when"`
	// Template is the file in the agent's folder; one that does not end in
	// .tmpl is copied byte for byte.
	Template string `json:"template"`
	// Check is objects, yaml or none.
	Check string `json:"check"`
	// Path is where it goes below gitops/, with $component, $variant, $unit and $cluster.
	Path string `json:"path"`
}

// Ref names an object; $cluster and $unit may stand in its name.
type Ref struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace"`
	Name       string `json:"name"`
}

// StatusPaths are the dotted fields in which an agent reports on an object
// that it reconciles, and the values that mean all is well.
type StatusPaths struct {
	Sync      string   `json:"sync"`
	Synced    string   `json:"synced"`
	Health    string   `json:"health"`
	Healthy   string   `json:"healthy"`
	Revision  []string `json:"revision"`
	Message   []string `json:"message"`
	Resources string   `json:"resources"`
	// Results are the objects of the last attempt, each with kind, namespace,
	// name, status and message; Failed is the status of one that was refused.
	Results string `json:"results"`
	Failed  string `json:"failed"`
	// Repository is where the root object names what it reads.
	Repository string `json:"repository"`
	// Spec and Compared are what an object asks for and what its verdict is about; a verdict about something else is stale.
	Spec     []string `json:"spec"`
	Compared []string `json:"compared"`
}

// SecretTemplate is a Secret's shape: keys to what they hold, where $url,
// $username, $password and $sshPrivateKey stand for the credential's parts.
type SecretTemplate struct {
	Name   string            `json:"name"`
	Labels map[string]string `json:"labels"`
	Data   map[string]string `json:"data"`
}

// RandomSecret is a Secret whose keys bootstrap fills with random text once.
type RandomSecret struct {
	Name   string            `json:"name"`
	Labels map[string]string `json:"labels"`
	Random []string          `json:"random"`
}

// CRDSource says where the agent's CRDs are in the module that provider local
// builds it from.
type CRDSource struct {
	Program string `json:"program"`
	Glob    string `json:"glob"`
}
