package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	structuralpruning "k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	sigsyaml "sigs.k8s.io/yaml"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
)

// definitions says where an agent's own CRDs are: Go modules, each at the oldest
// and the newest version of the range that the agent's folder supports, as far
// as module proxies have them.
var definitions = map[string][]definedIn{
	"argocd": {{"github.com/argoproj/argo-cd/v3", "v3.2.0", "v3.5.7", "manifests/crds/*-crd.yaml"}},
	"flux": {
		{"github.com/fluxcd/source-controller", "v1.7.3", "v1.9.4", "config/crd/bases/*.yaml"},
		{"github.com/fluxcd/kustomize-controller", "v1.7.3", "v1.9.4", "config/crd/bases/*.yaml"},
		{"github.com/fluxcd/helm-controller", "v1.4.3", "v1.6.3", "config/crd/bases/*.yaml"},
	},
	"sveltos": {
		{"github.com/projectsveltos/addon-controller", "v1.4.0", "v1.14.0", "config/crd/bases/*.yaml"},
		{"github.com/projectsveltos/libsveltos", "v1.4.0", "v1.14.0", "config/crd/bases/*.yaml"},
		// What carries the repository in: at the version that runs here, and at the catalog's.
		{"github.com/fluxcd/source-controller", "v1.7.3", "v1.9.4", "config/crd/bases/*.yaml"},
		{"github.com/fluxcd/kustomize-controller", "v1.7.3", "v1.9.4", "config/crd/bases/*.yaml"},
	},
}

// storeDefinitions are those of what fetches a cluster's credential out of an
// external store, which every agent's hub may ask for. That of 1.3 is the newest
// that module proxies have; the API version is the same in 2.x.
var storeDefinitions = definedIn{"github.com/external-secrets/external-secrets", "v0.16.2", "v1.3.2", "config/crds/bases/external-secrets.io_externalsecrets.yaml"}

type definedIn struct {
	module         string
	oldest, newest string
	glob           string
}

// TestAgentsAcceptWhatIsEmitted validates every custom resource of every golden
// tree as an API server with the agent's CRDs would, and strictly: a field that
// the CRD does not know is an error, but for those that the agent's folder says
// are newer: the oldest must not know them.
func TestAgentsAcceptWhatIsEmitted(t *testing.T) {
	if testing.Short() {
		t.Skip("every tree with every agent's definitions takes long")
	}
	trees, err := filepath.Glob("../generator/testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for agent := range definitions {
		for _, age := range []string{"oldest", "newest"} {
			t.Run(agent+"/"+age, func(t *testing.T) {
				kinds := readDefinitions(t, agent, age)
				checked, credentials, newer := 0, 0, newerFields(t, agent)
				for _, tree := range trees {
					dir := unpack(t, tree)
					p := load(t, dir)
					if p.Agent != agent {
						continue
					}
					for _, o := range emitted(t, dir, p) {
						if d := kinds.of(o); d != nil {
							checked++
							if o["kind"] == "ExternalSecret" {
								credentials++
							}
							for _, problem := range d.check(t, o) {
								field := fmt.Sprintf("%v.%s", o["kind"], strings.TrimSuffix(problem, unknown))
								if _, ok := newer[field]; ok && age == "oldest" {
									newer[field]++
									continue
								}
								t.Errorf("%s: %s: %s", filepath.Base(tree), identity(o), problem)
							}
						}
					}
				}
				for field, times := range newer {
					if age == "oldest" && times == 0 {
						t.Errorf("no tree holds %s, or %s knows it at its oldest", field, agent)
					}
				}
				if checked < 10 || credentials == 0 {
					t.Errorf("only %d custom resources were found, and of a spoke's credential %d", checked, credentials)
				}
				t.Logf("%d custom resources, of which %d fetch a credential", checked, credentials)
			})
		}
	}
}

// newerFields are those of an agent's folder, each seen no times.
func newerFields(t *testing.T, name string) map[string]int {
	t.Helper()
	agent, err := generator.Agent(sources(t), &platform.Platform{Agent: name, Topology: "hub"})
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for field := range agent.NewerFields {
		seen[field] = 0
	}
	return seen
}

// TestTheCheckIsStrict shows that the check above can fail.
func TestTheCheckIsStrict(t *testing.T) {
	kinds := readDefinitions(t, "argocd", "newest")
	for name, text := range map[string]string{
		"unknown field": `{apiVersion: argoproj.io/v1alpha1, kind: AppProject, metadata: {name: x}, spec: {sourceRepo: [a]}}`,
		"wrong type":    `{apiVersion: argoproj.io/v1alpha1, kind: AppProject, metadata: {name: x}, spec: {sourceRepos: a}}`,
		"no such store": `{apiVersion: external-secrets.io/v1, kind: ExternalSecret, metadata: {name: x}, spec: {secretStoreRef: {name: "${store}"}}}`,
		"lacks spec":    `{apiVersion: argoproj.io/v1alpha1, kind: AppProject, metadata: {name: x}}`,
	} {
		var o map[string]any
		if err := sigsyaml.Unmarshal([]byte(text), &o); err != nil {
			t.Fatal(err)
		}
		if len(kinds.of(o).check(t, o)) == 0 {
			t.Errorf("%s: nothing is wrong", name)
		}
	}
}

// unknown is what is said of a field after its path.
const unknown = ": the CRD knows no such field"

type definition struct {
	structural *schema.Structural
	validator  validation.SchemaValidator
	rules      *cel.Validator
}

type definedKinds map[string]*definition

func (d definedKinds) of(o map[string]any) *definition {
	return d[fmt.Sprintf("%v/%v", o["apiVersion"], o["kind"])]
}

// check is what the API server does on a write, but for conversion and defaults.
func (d *definition) check(t *testing.T, o map[string]any) (problems []string) {
	t.Helper()
	o = plain(t, o).(map[string]any)
	for _, err := range validation.ValidateCustomResource(nil, o, d.validator) {
		problems = append(problems, err.Error())
	}
	errs, _ := d.rules.Validate(t.Context(), nil, d.structural, o, nil, celconfig.RuntimeCELCostBudget)
	for _, err := range errs {
		problems = append(problems, err.Error())
	}
	paths := structuralpruning.PruneWithOptions(o, d.structural, true, schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true})
	for _, path := range paths {
		problems = append(problems, path+unknown)
	}
	return problems
}

func readDefinitions(t *testing.T, agent, age string) definedKinds {
	t.Helper()
	kinds := definedKinds{}
	for _, d := range append(slices.Clone(definitions[agent]), storeDefinitions) {
		version := map[string]string{"oldest": d.oldest, "newest": d.newest}[age]
		files, err := filepath.Glob(filepath.Join(fetchModule(t, d.module+"@"+version), d.glob))
		if err != nil || len(files) == 0 {
			t.Fatalf("find CRDs of %s: %v", d.module, err)
		}
		for _, f := range files {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range bytes.Split(data, []byte("\n---\n")) {
				kinds.add(t, text)
			}
		}
	}
	return kinds
}

func (d definedKinds) add(t *testing.T, text []byte) {
	t.Helper()
	var crd apiextensionsv1.CustomResourceDefinition
	if err := sigsyaml.Unmarshal(text, &crd); err != nil {
		t.Fatal(err)
	}
	if crd.Kind != "CustomResourceDefinition" {
		return
	}
	for _, v := range crd.Spec.Versions {
		var internal apiextensions.CustomResourceValidation
		if err := apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation(v.Schema, &internal, nil); err != nil {
			t.Fatal(err)
		}
		structural, err := schema.NewStructural(internal.OpenAPIV3Schema)
		if err != nil {
			t.Fatal(err)
		}
		validator, _, err := validation.NewSchemaValidator(internal.OpenAPIV3Schema)
		if err != nil {
			t.Fatal(err)
		}
		d[crd.Spec.Group+"/"+v.Name+"/"+crd.Spec.Names.Kind] = &definition{structural, validator, cel.NewValidator(structural, true, celconfig.PerCallLimit)}
	}
}

// fetchModule is the folder of a Go module at a version. It is fetched from the
// module proxy when the module cache lacks it, as any dependency of a test is.
func fetchModule(t *testing.T, at string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", at)
	cmd.Dir = t.TempDir() // outside this module, so that go.sum is not asked
	out, err := cmd.Output()
	var answer struct{ Dir, Error string }
	if jsonErr := json.Unmarshal(out, &answer); jsonErr != nil {
		t.Fatalf("fetch %s: %v: %v", at, err, jsonErr)
	}
	if err != nil {
		t.Skipf("skipped: the module proxy does not have %s: %s", at, answer.Error)
	}
	return answer.Dir
}
