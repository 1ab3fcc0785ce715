package cause

// podRows are pods that do not run, as kubelets tell.
func podRows() []Row {
	pulls := []string{"ErrImagePull", "ImagePullBackOff"}
	return []Row{
		{
			Name: "image-denied", Kinds: []string{"Pod"}, Reasons: pulls,
			Messages: patterns(`(?:image|reference) "(?P<image>[^"]+)".*(?:401|403|[Uu]nauthorized|denied|authorization failed|no basic auth)`),
			Cause:    "the registry refuses to give $image",
			Mend:     "name a Secret with a credential for the registry under imagePullSecrets, or see that the image's name is right",
		},
		{
			Name: "image-missing", Kinds: []string{"Pod"}, Reasons: pulls,
			Messages: patterns(`(?:image|reference) "(?P<image>[^"]+)".*(?:not found|manifest unknown)`),
			Cause:    "the registry has no image $image",
			Mend:     "correct the image's name or tag in overrides/, or put it into the registry or mirror",
		},
		{
			Name: "image-unreachable", Kinds: []string{"Pod"}, Reasons: pulls,
			Messages: patterns(`(?:image|reference) "(?P<image>[^"]+)".*(?:dial tcp|no such host|i/o timeout|EOF|x509|TLS|http:)`),
			Cause:    "the node cannot reach the registry of $image",
			Mend:     "open the way to it, trust its certificate on the nodes, or use a mirror",
		},
		{
			Name: "out-of-memory", Kinds: []string{"Pod"}, Reasons: []string{"OOMKilled"},
			Cause: "the container used more memory than it may",
			Mend:  "raise its memory limit in the component's config or overrides",
		},
		{
			Name: "crash-loop", Kinds: []string{"Pod"}, Reasons: []string{"CrashLoopBackOff", "Error", "ContainerCannotRun", "StartError"},
			Cause: "the container ends as soon as it runs",
			Mend:  "mend what its last line says; for more: kubectl -n $namespace logs $name --previous",
		},
		{
			Name: "configuration-missing", Kinds: []string{"Pod"}, Reasons: []string{"CreateContainerConfigError"},
			Messages: patterns(`(?P<kind>configmap|secret) "(?P<wanted>[^"]+)" not found`),
			Cause:    "the $kind $wanted that the container takes settings from is not there",
			Mend:     "make the $kind $wanted in namespace $namespace, or name another in the component's config or overrides",
		},
		{
			Name: "runs-as-root", Kinds: []string{"Pod"}, Reasons: []string{"CreateContainerConfigError"},
			Messages: patterns(`runAsNonRoot and image will run as root`),
			Cause:    "the image runs as root, which the pod forbids",
			Mend:     "set runAsUser to another than 0 in overrides/, or use an image that names its user",
		},
		{
			Name: "mount-failed", Reasons: []string{"FailedMount"},
			Messages: patterns(`MountVolume\.SetUp failed for volume "(?P<volume>[^"]+)" : (?P<kind>configmap|secret) "(?P<wanted>[^"]+)" not found`),
			Cause:    "the $kind $wanted that the volume $volume shows is not there",
			Mend:     "make the $kind $wanted in namespace $namespace, or name another in the component's config or overrides",
		},
		{
			Name: "probe-failed", Reasons: []string{"Unhealthy"},
			Messages: patterns(`(?P<probe>Readiness|Liveness|Startup) probe failed`),
			Cause:    "the container runs, but its $probe probe fails",
			Mend:     "see its log (kubectl -n $namespace logs $name), and whether the probe asks the right port and path",
		},
		{
			Name: "node-lost", Kinds: []string{"Node"}, Reasons: []string{"NodeStatusUnknown", "NodeStatusNeverUpdated"},
			Cause: "the node $name says nothing any more",
			Mend:  "start the machine again; if it is gone for good, kubectl delete node $name, and its pods are made elsewhere",
		},
		{
			Name: "node-not-ready", Kinds: []string{"Node"}, Reasons: []string{"KubeletNotReady"},
			Cause: "the node $name is there and cannot run pods",
			Mend:  "mend what its kubelet says it lacks; where that is the network's plugin, enable a component that brings one",
		},
		{
			Name: "deadline-exceeded", Kinds: []string{"Job"}, Reasons: []string{"DeadlineExceeded"},
			Cause: "the Job took longer than its activeDeadlineSeconds",
			Mend:  "delete the Job, and the agent makes it anew; give it more time if it needs that",
		},
		{
			Name: "job-failed", Kinds: []string{"Job"}, Reasons: []string{"BackoffLimitExceeded"},
			Cause: "the Job failed as often as it may",
			Mend:  "see why (kubectl -n $namespace logs $object), then delete the Job, and the agent makes it anew",
		},
	}
}
