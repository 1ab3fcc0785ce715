package platform

// StatusPaths are the dotted fields in which an agent reports on an object
// that it reconciles, and the values that mean all is well.
type StatusPaths struct {
	Sync    string `json:"sync"`
	Synced  string `json:"synced"`
	Health  string `json:"health"`
	Healthy string `json:"healthy"`
	// Words are what people call the values of Sync.
	Words    map[string]string `json:"words"`
	Revision []string          `json:"revision"`
	// UnitRevision is whether a unit's object names the commit that it is at.
	UnitRevision bool     `json:"unitRevision"`
	Message      []string `json:"message"`
	Resources    string   `json:"resources"`
	// Inventory lists what was applied without saying how it fares; nil where Resources does both.
	Inventory *Inventory `json:"inventory"`
	// Workloads are found by labels where there is no list; nil where there is one.
	Workloads *WorkloadLabels `json:"workloads"`
	// Results are the objects of the last attempt, each with kind, namespace,
	// name, status and message; Failed is the status of one that was refused.
	Results string `json:"results"`
	Failed  string `json:"failed"`
	// Repository is where the source object names what it reads.
	Repository string `json:"repository"`
	// Folder is where the root object names the folder that it reads.
	Folder string `json:"folder"`
	// Spec and Compared are what an object asks for and what its verdict is about; a verdict about something else is stale.
	Spec     []string `json:"spec"`
	Compared []string `json:"compared"`
	// Also are further fields, and what they may hold when all is well.
	Also []StatusField `json:"also"`
	// Waits is how it says that it is not in order because something else is to come first.
	Waits Waits `json:"waits"`
}

// Waits are the reasons, at a dotted field, that say that an object waits, the
// most telling first, and those of them that an agent gives also while it only
// looks again, at its interval, at what is in order.
type Waits struct {
	Path    string   `json:"path"`
	Reasons []string `json:"reasons"`
	Again   []string `json:"again"`
}

// StatusField is a dotted field and the values it may hold.
type StatusField struct {
	Path   string   `json:"path"`
	Values []string `json:"values"`
}

// History is a list of what an object held, the latest first, and the times in
// it from when and until when that is known.
type History struct {
	List  string `json:"list"`
	From  string `json:"from"`
	Until string `json:"until"`
}

// Records say what an agent remembers of having applied commits: what the times are, for people, and where they are, by kind.
type Records struct {
	Means string                 `json:"means"`
	Of    map[string]RecordPaths `json:"of"`
}

// RecordPaths are a list of when an object applied something. Where Revision is empty its elements name no commits: they are
// what the object is made of, and the last time counts.
type RecordPaths struct {
	List     string   `json:"list"`
	At       string   `json:"at"`
	Revision []string `json:"revision"`
	// Done is what stands in an element when that was done; nil where all of them are.
	Done *struct {
		Path  string `json:"path"`
		Value string `json:"value"`
	} `json:"done"`
	// Keeps is how long the list may become before the agent forgets.
	Keeps int `json:"keeps"`
}

// StatusFor is how objects of a kind report.
func (a *Agent) StatusFor(kind string) StatusPaths {
	if p, ok := a.StatusOf[kind]; ok {
		return p
	}
	return a.Status
}

// Inventory is a list of applied objects: the field of an element that names
// the object, a pattern for it, and the field with the version.
type Inventory struct {
	List    string `json:"list"`
	ID      string `json:"id"`
	Pattern string `json:"pattern"`
	Version string `json:"version"`
	// Label is what the agent puts on the objects of a chart; its value is the name of the object that installs it.
	Label string `json:"label"`
}

// WorkloadLabels are label selectors for a unit's workloads, in which $unit is
// its name.
type WorkloadLabels struct {
	Chart   string `json:"chart"`
	Objects string `json:"objects"`
}
