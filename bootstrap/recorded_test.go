package bootstrap

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/cause"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

var update = flag.Bool("update", false, "write what is expected anew")

// recording is what real controllers and kubelets wrote of something that cannot
// be in order, and where to begin to look.
type recording struct {
	name, agent string
	cause       string // by the file's name
	begin       map[string]any
	objects     recorded
}

// recorded is a cluster as it was.
type recorded []map[string]any

func (w recorded) Get(_ context.Context, r kube.Ref) (map[string]any, error) {
	for _, obj := range w {
		if kube.RefOf(obj) == r {
			return obj, nil
		}
	}
	return nil, kube.ErrNotFound
}

func (w recorded) List(_ context.Context, r kube.Ref, _ kube.ListOptions) ([]map[string]any, error) {
	var out []map[string]any
	for _, obj := range w {
		if unknown, _ := at(obj, "recorded.unknown").([]any); slices.Contains(unknown, any(r.Kind)) {
			return nil, kube.ErrNoKind
		}
		if got := kube.RefOf(obj); got.Kind == r.Kind && got.Namespace == r.Namespace {
			out = append(out, obj)
		}
	}
	return out, nil
}

// Log finds what a container wrote in a ConfigMap that stands for it.
func (w recorded) Log(_ context.Context, namespace, pod string, _ kube.LogOptions) (string, error) {
	for _, obj := range w {
		if kube.RefOf(obj) == (kube.Ref{APIVersion: "v1", Kind: "PodLog", Namespace: namespace, Name: pod}) {
			return textAt(obj, "text"), nil
		}
	}
	return "", kube.ErrNotFound
}

func recordings(t *testing.T) []recording {
	t.Helper()
	files, err := filepath.Glob("cause/testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("there are no recordings", err)
	}
	var out []recording
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(text, []byte("# Recorded from ")) {
			t.Errorf("%s does not say what it was recorded from", file)
		}
		objects, err := parse(text)
		if err != nil {
			t.Fatal(file, err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		named, _, _ := strings.Cut(name, ".")
		begin, _ := objects[0]["recorded"].(map[string]any)
		out = append(out, recording{name: name, agent: textAt(begin, "agent"), cause: named, begin: begin, objects: objects})
	}
	return out
}

// find looks for the cause as status and the waits do.
func (r recording) find(t *testing.T, agents map[string]*platform.Agent) cause.Finding {
	t.Helper()
	if r.agent == "" { // no agent applied it
		found, err := kube.Cause(t.Context(), r.objects, kube.RefOf(r.objects[1]))
		if err != nil {
			t.Fatal(err)
		}
		return finding{account: found}.named()
	}
	e := &engine{agent: agents[r.agent], host: r.objects}
	switch textAt(r.begin, "link") {
	case "":
	case "store":
		return e.storeCause(t.Context(), &platform.Cluster{Name: textAt(r.begin, "cluster")}).named()
	default:
		return e.linkCause(t.Context(), "", kube.RefOf(r.objects[1])).named()
	}
	unit := textAt(r.begin, "unit")
	component := &platform.Component{Name: unit, Namespace: unit}
	u := &platform.Unit{Name: unit, Variant: &platform.Variant{Component: component}}
	if r.begin["chart"] == true {
		u.Chart = &platform.Chart{}
	}
	cluster := "hub"
	if named := textAt(r.begin, "cluster"); named != "" {
		cluster = named
	}
	return e.placementCause(t.Context(), &platform.Cluster{Name: cluster, RunsAgent: true}, u).named()
}

// TestRecordedCauses: of every recording the cause is recognised that its name
// says, and told as before.
func TestRecordedCauses(t *testing.T) {
	agents := allAgents(t)
	var told strings.Builder
	for _, r := range recordings(t) {
		found := r.find(t, agents)
		if found.Name != r.cause || found.Cause == "" || found.Mend == "" || strings.Contains(found.Mend, "…") {
			t.Errorf("%s is recognised as %q: %q, %q", r.name, found.Name, found.Cause, found.Mend)
		}
		fmt.Fprintf(&told, "%s\n  cause: %s\n  mend: %s\n\n", r.name, found.Cause, found.Mend)
	}
	const golden = "testdata/causes.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(told.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(want) != told.String() {
		t.Errorf("the causes are told otherwise than in %s (-update writes it): %v\n%s", golden, err, told.String())
	}
}

// TestEveryCauseIsRecorded: none is recognised by guess.
func TestEveryCauseIsRecorded(t *testing.T) {
	known := map[string]bool{}
	for _, r := range recordings(t) {
		known[r.cause] = true
	}
	var names []string
	for _, row := range cause.Rows() {
		if !known[row.Name] {
			t.Errorf("no recording of %s", row.Name)
		}
		names = append(names, row.Name)
	}
	if slices.Sort(names); len(slices.Compact(names)) < 25 {
		t.Errorf("only %d causes are recognised", len(names))
	}
}

// allAgents reads the agents' folders.
func allAgents(t *testing.T) map[string]*platform.Agent {
	t.Helper()
	folders, err := fs.Sub(templates.FS, "agents")
	if err != nil {
		t.Fatal(err)
	}
	all, err := generator.Agents(generator.Sources{Schemas: schemas.FS, Catalog: catalog.FS, Agents: folders, Templates: templates.FS, Providers: Providers()}, "hub")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*platform.Agent{}
	for _, a := range all {
		out[a.Name] = a
	}
	return out
}
