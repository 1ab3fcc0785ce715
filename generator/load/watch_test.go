package load

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

// exploding are components that ask for more than a machine has, and how that
// ends: by CUE's own bounds, or by ours.
func exploding() map[string]struct{ cue, want string } {
	// Which of the bounds it is depends on the machine: within 2 s, or more than 200 MiB.
	const ours = "evaluating it "
	laugh := "_x0: \"xxxxxxxxxx\"\n"
	for i := range 9 {
		laugh += fmt.Sprintf("_x%d: %q\n", i+1, strings.Repeat(fmt.Sprintf("\\(_x%d)", i), 10))
	}
	choices := "values: _"
	for i := range 18 {
		choices += fmt.Sprintf(" & ({a%d: 1} | {a%d: 2})", i, i)
	}
	return map[string]struct{ cue, want string }{
		"a list of all numbers": {"images: [for i in list.Range(0, 1000000000, 1) {\"i\\(i)\"}]", ours},
		"loops in loops":        {"_n: list.Range(0, 1000, 1)\nimages: [for i in _n for j in _n for k in _n if k < 0 {\"\"}]", ours},
		"a thousand laughs":     {strings.ReplaceAll(laugh, `\\(`, `\(`) + "images: [_x9]", ours},
		"choices of choices":    {choices, ours},
		"deep lists":            {"images: " + strings.Repeat("[", 100000) + strings.Repeat("]", 100000), "expression exceeds maximum nesting depth"},
		"itself":                {"#F: {n: int, out: (#F & {n: n + 1}).out}\nimages: [\"\\((#F & {n: 1}).out)\"]", "structural cycle"},
		"a long text":           {"images: [strings.Repeat(\"aaaaaaaaaa\", 2000000000)]", "exceeds limit of 1000000"},
		"a large config":        {"#Config: n: *1 | int\nobjects: {for i in list.Range(0, config.n, 1) {\"o\\(i)\": {apiVersion: \"v1\", kind: \"ConfigMap\", metadata: name: \"a\"}}}", ours},
		"a large file":          {"// " + strings.Repeat("x", 1<<20), "component.cue is larger than 1024 KiB"},
	}
}

// TestComponentsThatExplode runs each in a program of its own, since nothing
// can end it there but the program's own end.
func TestComponentsThatExplode(t *testing.T) {
	if name := os.Getenv("EXPLODING"); name != "" {
		name, tried := strings.CutPrefix(name, trying)
		check := checkExploding
		if tried {
			check = tryExploding
		}
		fmt.Println(check(exploding()[name].cue))
		os.Exit(0)
	}
	if testing.Short() {
		t.Skip("skipped: it takes seconds for each")
	}
	cases := exploding()
	for _, name := range []string{"loops in loops", "a large config"} { // when they are compiled, and when they are loaded
		cases[trying+name] = cases[name]
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestComponentsThatExplode$")
			cmd.Env = append(os.Environ(), "EXPLODING="+name)
			start := time.Now()
			out, err := cmd.Output()
			if got := string(out); err != nil || !strings.HasPrefix(got, "theirs/motd") || !strings.Contains(got, c.want) {
				t.Errorf("%v: %v, %.500s", time.Since(start), err, got)
			}
		})
	}
}

// trying begins the names of those that catalog lint and enable try.
const trying = "tried: "

func explodingComponent(cue string) string {
	return `package component
import ("list", "strings")
_uses: [list.Max([1]), strings.ToLower("a")]
name: "motd", title: "Motd", summary: "Says something.", category: "workload"
source: files: version: "1.0.0"
namespace: "motd"
` + cue + "\n"
}

func explodingSources() (Sources, error) {
	agents, err := fs.Sub(templates.FS, "agents")
	builtin := fstest.MapFS{"argo-cd/component.cue": {Data: []byte(smallChart("argo-cd", `provides: ["gitops-agent"]`))}}
	return Sources{Schemas: schemas.FS, Catalog: builtin, Agents: agents, Providers: []string{"kind", "existing"},
		Limits: Limits{Patience: 2 * time.Second, Memory: 200 << 20}}, err
}

// explodes is a platform that sets what does harm in a component that does none as it stands.
const explodes = smallHead + "  components: {motd: {config: {n: 1000000000}}}\n  clusters: [{name: hub}]\n"

func tryExploding(cue string) error {
	src, err := explodingSources()
	if err != nil {
		return err
	}
	trials, err := NewTrials(src, append(Builtin(src), Folder{"theirs", fstest.MapFS{"motd/component.cue": {Data: []byte(explodingComponent(cue))}}}))
	if err != nil {
		return err
	}
	_, err = trials.Load(fstest.MapFS{"platform.yaml": {Data: []byte(explodes)}})
	return err
}

func checkExploding(cue string) error {
	text := explodingComponent(cue)
	src, err := explodingSources()
	if err != nil {
		return err
	}
	catalog := fstest.MapFS{"motd/component.cue": {Data: []byte(text)}}
	if err := CheckCatalog(Sources{Schemas: src.Schemas, Limits: src.Limits}, "theirs", catalog); err != nil {
		return err
	}
	dir := fstest.MapFS{"theirs/motd/component.cue": {Data: []byte(text)},
		"platform.yaml": {Data: []byte(strings.Replace(explodes, "  components:", "  catalogs: [builtin, ./theirs]\n  components:", 1))}}
	_, err = Load(src, dir)
	return err
}

// TestTheBuiltinCatalogIsNotWatched: it is part of the program, and is not to be slower for others.
func TestTheBuiltinCatalogIsNotWatched(t *testing.T) {
	_, err := under(Limits{Patience: time.Nanosecond, Memory: 1}, func(*watch) (int, error) {
		_, err := builtinCatalog(Sources{Schemas: schemas.FS, Catalog: fstest.MapFS{}})
		time.Sleep(50 * time.Millisecond)
		return 0, err
	})
	if err != nil {
		t.Error(err)
	}
	wrong := errors.New("wrong")
	if got, err := under(Limits{}, func(w *watch) (int, error) { w.enter("a")(); return 3, wrong }); got != 3 || !errors.Is(err, wrong) {
		t.Error(got, err)
	}
}
