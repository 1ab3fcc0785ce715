package cause

// schedulingRows are pods that no node takes, and claims that no volume is for.
func schedulingRows() []Row {
	return []Row{
		{
			Name: "class-missing", Kinds: []string{"PersistentVolumeClaim"},
			Messages: patterns(`storageclass\.storage\.k8s\.io "(?P<class>[^"]+)" not found`),
			Cause:    "there is no StorageClass $class",
			Mend:     "enable a component that brings it, make it, or name one that is there in the component's config",
		},
		{
			Name: "claim-without-class", Kinds: []string{"PersistentVolumeClaim"},
			Messages: patterns(`no persistent volumes available for this claim and no storage class is set`),
			Cause:    "the claim names no StorageClass, and the cluster has no default one",
			Mend:     "mark a StorageClass as the default (annotation storageclass.kubernetes.io/is-default-class: \"true\"), or name one in the component's config",
		},
		{
			Name: "unschedulable-resources", Kinds: []string{"Pod"},
			Messages: patterns(`nodes are available: .*Insufficient (?P<what>[\w./-]+?)[,.]? `),
			Cause:    "no node has as much $what left as the pod asks for",
			Mend:     "add nodes, or ask for less $what in the component's config or by a smaller profile",
		},
		{
			Name: "unschedulable-selector", Kinds: []string{"Pod"},
			Messages: patterns(`nodes are available: .*didn't match Pod's node affinity/selector`),
			Cause:    "no node has the labels that the pod asks for",
			Mend:     "label a node so, or change nodeSelector or affinity in the component's config or overrides",
		},
		{
			Name: "unschedulable-taint", Kinds: []string{"Pod"},
			Messages: patterns(`nodes are available: .*untolerated taint(?:\(s\)| \{(?P<taint>[^:}]+))`),
			Cause:    "every node has a taint that the pod does not tolerate",
			Mend:     "take the taint off a node, add a node, or give the pod a toleration in the component's config or overrides",
		},
	}
}
