package cause

// objectRows are objects that cannot be applied as Git has them.
func objectRows() []Row {
	return []Row{
		{
			Name:     "kind-missing",
			Messages: patterns(`no matches for kind "(?P<wanted>[^"]+)" in version "(?P<version>[^"]+)"`),
			Cause:    "the cluster does not know the kind $wanted of $version",
			Mend:     "enable the component that brings its CustomResourceDefinition, let this one require it, or correct the apiVersion",
		},
		{
			Name:     "immutable-field",
			Messages: patterns(`field is immutable`),
			Cause:    "Git changes a field that cannot be changed once the object is there",
			Mend:     "delete the object that the message names, and the agent makes it anew; or change the field back in Git",
		},
		{
			Name:     "immutable-statefulset",
			Messages: patterns(`StatefulSet\.apps "(?P<name>[^"]+)" is invalid: spec: Forbidden: updates to statefulset spec`),
			Cause:    "Git changes a field of StatefulSet $name that cannot be changed once it is there",
			Mend:     "delete it without its pods (kubectl delete statefulset $name --cascade=orphan), and the agent makes it anew; or change the field back in Git",
		},
		{
			Name:     "unknown-field",
			Messages: patterns(`(?P<field>\.[\w.\[\]-]+): field not declared in schema`),
			Cause:    "the kind has no field $field",
			Mend:     "correct the field's name in the component or its overrides; it may belong to another version of the kind",
		},
		{
			Name:     "invalid-object",
			Messages: patterns(`(?P<wrong>[\w.]+) "(?P<name>[^"]+)" is invalid: \[?(?P<field>[\w.\[\]]+): `),
			Cause:    "$wrong $name is invalid at $field",
			Mend:     "correct the value in the component's config or its overrides, generate and push",
		},
		{
			Name:     "namespace-terminating",
			Messages: patterns(`in namespace (?P<gone>\S+) because it is being terminated`),
			Cause:    "the namespace $gone is being deleted",
			Mend:     "wait until it is gone; if it stays, see which finalizers hold it: kubectl get namespace $gone -o yaml",
		},
		{
			// Its finalizer is the agent's, which takes it off when no Application is in the project any more.
			Name:     "project-terminating",
			Kinds:    []string{"Application"},
			Messages: patterns(`waiting for deletion of argoproj\.io/AppProject/(?P<project>\S+)`),
			Cause:    "the AppProject $project is being deleted, and waits until no Application is in it",
			Mend: "wait until they are gone; where their component was brought back meanwhile they never go: take off the finalizer, and Argo CD makes the project anew: " +
				`kubectl -n $namespace patch appproject $project --type merge -p '{"metadata":{"finalizers":null}}'`,
		},
		{
			Name:     "namespace-missing",
			Messages: patterns(`namespaces "(?P<gone>[^"]+)" not found`),
			Cause:    "there is no namespace $gone",
			Mend:     "name it under permissions.namespaces of the component and let a component bring it, or make it",
		},
	}
}
