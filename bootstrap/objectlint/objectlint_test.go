package objectlint

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"sigs.k8s.io/yaml"

	"github.com/slipway-platform/slipway/generator/platform"
)

// good is a Deployment with which nothing is wrong.
const good = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: box}
spec:
  replicas: 2
  selector: {matchLabels: {app: box}}
  template:
    metadata: {labels: {app: box}}
    spec:
      securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
      containers:
        - name: box
          image: example/box:1.0
          resources: {requests: {cpu: 10m, memory: 16Mi}}
          readinessProbe: {httpGet: {port: 80}}
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
`

const budgetText = `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: box, namespace: box}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: box}}}
`

const crd = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: lids.example.com}
spec:
  group: example.com
  scope: Cluster
  names: {plural: lids, kind: Lid}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, required: [size], properties: {size: {type: integer, maximum: 5}}}}}}
`

func TestWhatIsWrongWithObjects(t *testing.T) {
	without := func(text, part string) string {
		if !strings.Contains(text, part) {
			t.Fatalf("%q is not there", part)
		}
		return strings.Replace(text, part, "", 1)
	}
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"nothing", good + "---\n" + budgetText, nil},
		{"no budget", good, []string{"Deployment box: runs 2 times, and no PodDisruptionBudget keeps a drain from taking all"}},
		{"a budget of others", good + "---\n" + strings.Replace(budgetText, "app: box", "app: other", 1),
			[]string{"Deployment box: runs 2 times, and no PodDisruptionBudget keeps a drain from taking all"}},
		{"more of them", strings.Replace(good, "replicas: 2", "replicas: 3", 1) + "---\n" + budgetText,
			[]string{"footprint.production says 20m CPU and 32Mi memory, and its pods ask for 30m and 48Mi"}},
		{"one of them", without(good, "  replicas: 2\n"), nil},
		{"no requests", without(good, "          resources: {requests: {cpu: 10m, memory: 16Mi}}\n") + "---\n" + budgetText,
			[]string{"Deployment box: container box asks for no cpu", "Deployment box: container box asks for no memory"}},
		{"no probe", without(good, "          readinessProbe: {httpGet: {port: 80}}\n") + "---\n" + budgetText,
			[]string{"Deployment box: no container has a probe, so nobody notices when it hangs"}},
		{"another image", strings.Replace(good, "box:1.0", "box:1.1", 1) + "---\n" + budgetText, []string{"Deployment box: images does not list example/box:1.1"}},
		{"the same image", strings.Replace(good, "example/box:1.0", "docker.io/example/box:1.0", 1) + "---\n" + budgetText, nil},
		{"as root", without(good, "runAsNonRoot: true, ") + "---\n" + budgetText,
			[]string{`Deployment box: podSecurity is restricted, which refuses its pods: runAsNonRoot != true (pod or container "box" must set securityContext.runAsNonRoot=true)`}},
		{"an unknown field", strings.Replace(good, "replicas: 2", "replica: 2", 1), []string{`Deployment box: read as Deployment: strict decoding error: unknown field "spec.replica"`}},
		{"a wrong type", strings.Replace(good, "replicas: 2", "replicas: two", 1), []string{"Deployment box: read as Deployment: unrecognized type: int32"}},
		{"an old version", strings.Replace(budgetText, "policy/v1", "policy/v1beta1", 1), []string{"PodDisruptionBudget box/box: Kubernetes 1.35 does not serve policy/v1beta1"}},
		{"elsewhere", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: kube-system}}",
			[]string{"ConfigMap kube-system/a: permissions.namespaces does not list kube-system"}},
		{"cluster-scoped", "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: a}}",
			[]string{`ClusterRole a: permissions.clusterKinds does not list {group: "rbac.authorization.k8s.io", kind: "ClusterRole"}`}},
		{"of a CRD", "{apiVersion: example.com/v1, kind: Lid, metadata: {name: a}, spec: {size: 6, colour: red}}", []string{
			`Lid a: permissions.clusterKinds does not list {group: "example.com", kind: "Lid"}`,
			"Lid a: spec.colour: its CRD has no such field", "Lid a: spec.size in body should be less than or equal to 5"}},
		{"of no CRD", "{apiVersion: example.com/v2, kind: Lock, metadata: {name: a}, spec: {size: 6}}", nil},
		{"a job", strings.NewReplacer("apps/v1", "batch/v1", "Deployment", "Job", "  replicas: 2\n", "", "  selector: {matchLabels: {app: box}}\n", "",
			"          readinessProbe: {httpGet: {port: 80}}\n", "", "    spec:\n", "    spec:\n      restartPolicy: Never\n").Replace(good), nil},
	} {
		kinds := Kinds{}
		if err := kinds.Take(objects(t, crd)); err != nil {
			t.Fatal(err)
		}
		footprint := map[string]platform.Footprint{"production": {CPU: "20m", Memory: "32Mi"}, "lab": {CPU: "1m", Memory: "1Mi"}}
		v := &platform.Variant{Component: &platform.Component{Namespace: "box", PodSecurity: "restricted", Footprint: footprint}, Namespaces: []string{"box"},
			Images: []string{"example/box:1.0"}, ClusterKinds: []platform.GroupKind{{Group: "apiextensions.k8s.io", Kind: "CustomResourceDefinition"}}}
		if diff := cmp.Diff(tt.want, Check(objects(t, tt.text), Bounds{Variant: v, Profile: "production", Kinds: kinds})); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

// TestWhatCRDsServe: charts ask for APIs by these names.
func TestWhatCRDsServe(t *testing.T) {
	kinds := Kinds{}
	if err := kinds.Take(objects(t, crd)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"example.com/v1", "example.com/v1/Lid"}, kinds.APIs()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if err := kinds.Take(objects(t, strings.Replace(crd, "type: integer", "$ref: elsewhere", 1))); err == nil {
		t.Error("a schema that refers to another is taken")
	}
}

func objects(t *testing.T, text string) (out []map[string]any) {
	t.Helper()
	for one := range strings.SplitSeq(text, "---\n") {
		var o map[string]any
		if err := yaml.Unmarshal([]byte(one), &o); err != nil {
			t.Fatal(err)
		}
		out = append(out, o)
	}
	return out
}
