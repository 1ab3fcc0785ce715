package bootstrap

import (
	"slices"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// TestGrantsOfAPart: whoever makes roles and bindings must be allowed to give
// away what is in them, and the part's own kinds count by their own scope.
func TestGrantsOfAPart(t *testing.T) {
	objects, err := parse([]byte(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec: {group: example.com, scope: Cluster, names: {kind: Widget, plural: widgets}}
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: one}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [pods, pods/log], verbs: [get], resourceNames: [a]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader}
roleRef: {kind: Role, name: reader}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: metrics}
rules: [{nonResourceURLs: [/metrics], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: admin}
roleRef: {kind: ClusterRole, name: cluster-admin}
`))
	if err != nil {
		t.Fatal(err)
	}
	var g grants
	agentPart{namespace: "agent", objects: objects}.grants(&g)
	var got []string
	for _, one := range g.list {
		text := one.String()
		for _, or := range one.instead {
			text += " | " + or.String()
		}
		got = append(got, text)
	}
	for _, want := range []string{
		"create customresourcedefinitions.apiextensions.k8s.io",
		"patch widgets.example.com",
		"get configmaps in agent",
		"escalate roles.rbac.authorization.k8s.io reader in agent | get pods a in agent | get pods/log a in agent",
		"bind roles.rbac.authorization.k8s.io reader in agent | get pods a in agent | get pods/log a in agent",
		"escalate clusterroles.rbac.authorization.k8s.io metrics | get /metrics",
		"bind clusterroles.rbac.authorization.k8s.io cluster-admin | * *.*",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("nobody asks for %q among\n%q", want, got)
		}
	}
	if want := 7*len(writes()) + 4; len(got) != want {
		t.Errorf("%d are asked for, not %d: %q", len(got), want, got)
	}
}

// TestSubjectsOfRoles are those of Kubernetes.
func TestSubjectsOfRoles(t *testing.T) {
	for text, want := range map[string]string{"user:a": "User", "group:b:c": "Group", "serviceaccount:ns:name": "ServiceAccount",
		"": "", "user:": "", "serviceaccount:ns": "", "alice": ""} {
		subject, err := subjectOf(text)
		if kind, _ := subject["kind"].(string); kind != want || (err != nil) != (want == "") {
			t.Errorf("%q is %q, %v", text, kind, err)
		}
	}
}

// TestRolesSayEachKindOnce, with the objects that are named apart.
func TestRolesSayEachKindOnce(t *testing.T) {
	var g grants
	g.on(kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: "agent"}, writes()...)
	g.on(kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: "agent"}, "get")
	g.on(kube.Ref{APIVersion: "rbac.authorization.k8s.io/v1", Kind: "ClusterRole"}, writes()...)
	g.add(bind("ClusterRole", "", "cluster-admin"))
	objects := rolesFor(g, map[string]any{"kind": "User", "name": "a"})
	var kinds []string
	rules := 0
	for _, o := range objects {
		kinds = append(kinds, o["kind"].(string))
		list, _ := o["rules"].([]any)
		rules += len(list)
	}
	if want := []string{"Namespace", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"}; !slices.Equal(kinds, want) || rules != 3 {
		t.Errorf("%v with %d rules", kinds, rules)
	}
}
