package generator_test

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/tree"
)

const editedPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: AGENT
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  components:
    reloader: {}   # restarts what reads a ConfigMap
    traefik:
      config: {replicas: 2}
  groups:
    - {name: eu, match: {region: eu}, components: {traefik: {config: {replicas: 3}}}}
  clusters:
    - {name: hub, role: hub, context: kind-hub}
    - {name: eu-1, labels: {region: eu}, server: "https://eu-1.example.com:6443", credentials: {secretRef: {name: eu-1}}}
    - {name: eu-2, labels: {region: eu}, server: "https://eu-2.example.com:6443", credentials: {secretRef: {name: eu-2}}}
`

// editedFleet is a platform that was generated.
func editedFleet(t *testing.T, agent string) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "platform.yaml", strings.Replace(editedPlatform, "AGENT", agent, 1))
	write(t, dir, "clusters/us-1.yaml", "name: us-1\nserver: https://us-1.example.com:6443\ncredentials: {secretRef: {name: us-1}}\ncomponents: {traefik: {config: {replicas: 5}}} # they asked for it\n")
	write(t, dir, "overrides/reloader.yaml", "# ours\nreloader:\n  logFormat: json # for Loki\n  deployment: {labels: {a: b}}\n")
	apply(t, dir)
	return dir
}

// TestHandEditsTakenIn: where each edit of a generated file goes, and why others go nowhere.
func TestHandEditsTakenIn(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it generates platforms again and again, on one core")
	}
	const reloader, base, eu, us = "gitops/components/reloader/base/values.yaml", "gitops/components/traefik/base/values.yaml", "gitops/components/traefik/g-eu/values.yaml", "gitops/components/traefik/c-us-1/values.yaml"
	for name, c := range map[string]struct {
		file, old, new string
		want           string
		file2, text    string // what one of the user's files holds then
	}{
		"a setting, where the platform says it": {base, "replicas: 2", "replicas: 4", "deployment.replicas -> platform.yaml spec.components.traefik.config.replicas", "platform.yaml", "config: {replicas: 4}\n"},
		"a setting, where a group says it":      {eu, "replicas: 3", "replicas: 4", "deployment.replicas -> platform.yaml spec.groups.0.components.traefik.config.replicas", "platform.yaml", "{traefik: {config: {replicas: 4}}}}\n"},
		"a setting, where a cluster says it":    {us, "replicas: 5", "replicas: 4", "deployment.replicas -> clusters/us-1.yaml components.traefik.config.replicas", "clusters/us-1.yaml", "replicas: 4}}} # they asked for it\n"},
		"an override, where it stands":          {reloader, "logFormat: json", "logFormat: text", "reloader.logFormat -> overrides/reloader.yaml reloader.logFormat", "overrides/reloader.yaml", "# ours\nreloader:\n  logFormat: text # for Loki\n  deployment:"},
		"an override that is taken out":         {reloader, "\n    labels:\n      a: b", "", "reloader.deployment.labels -> overrides/reloader.yaml reloader.deployment.labels", "overrides/reloader.yaml", "# ours\nreloader:\n  logFormat: json # for Loki\n"},
		"a new value, for all":                  {reloader, "logFormat: json", "logFormat: json\n  nodeSelector: {disk: ssd}", "reloader.nodeSelector -> overrides/reloader.yaml reloader.nodeSelector", "overrides/reloader.yaml", "{labels: {a: b}}\n  nodeSelector: {disk: ssd}\n"},
		"a new value, for one cluster":          {us, "deployment:", "mine: {a: 1}\ndeployment:", "mine -> overrides/traefik/us-1.yaml mine", "overrides/traefik/us-1.yaml", "mine:\n  a: 1\n"},
		"a new value, for some":                 {eu, "deployment:", "mine: {a: 1}\ndeployment:", "2 of 4 clusters have this variant, and an override is for all or for one", "", ""},
		"a value that is taken out":             {base, "log:\n  format: json", "log:", "log.format is generated, and an override cannot take it out", "", ""},
		"a comment":                             {reloader, "logFormat: json", "logFormat: json # for me", `the comment "# for me" has no place in the input: write it there yourself, and take it out here`, "", ""},
		"a comment behind a brace":              {reloader, "logFormat: json", "logFormat: json\n  nodeSelector: { # for me\n    disk: ssd}", `the comment "# for me" has no place in the input`, "", ""},
		"no YAML any more":                      {reloader, "logFormat: json", "logFormat: {", "it is no YAML that can be read", "", ""},
		"a setting's wrong value":               {base, "replicas: 2", "replicas: many", "overrides", "", ""},
		"no values":                             {"gitops/README.md", "acme", "ACME", "only values of charts can be put into the input", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			eachAgent(t, func(t *testing.T, agent string) {
				dir := editedFleet(t, agent)
				handEdit(t, dir, c.file, c.old, c.new)
				got := takeIn(t, dir)
				if !strings.Contains(got, c.want) {
					t.Errorf("got %s\nwant %s", got, c.want)
				}
				if c.file2 != "" && !strings.Contains(textOf(t, dir, c.file2), c.text) {
					t.Errorf("%s holds\n%s", c.file2, textOf(t, dir, c.file2))
				}
			})
		})
	}
}

// handEdit edits the first place in a file, as deep as it is indented there.
func handEdit(t *testing.T, dir, file, old, now string) {
	t.Helper()
	text := textOf(t, dir, file)
	at := strings.Index(text, strings.TrimSpace(strings.Split(strings.TrimSpace(old), "\n")[0]))
	if at < 0 {
		t.Fatalf("%s does not hold %q:\n%s", file, old, text)
	}
	indent := ""
	if strings.Contains(text, "kind: ConfigMap") {
		indent = "    "
	}
	old, now = strings.ReplaceAll(old, "\n", "\n"+indent), strings.ReplaceAll(now, "\n", "\n"+indent)
	if !strings.Contains(text, old) {
		t.Fatalf("%s does not hold %q:\n%s", file, old, text)
	}
	write(t, dir, file, strings.Replace(text, old, now, 1))
}

// takeIn puts all edits into the input, generates, and says where they went. What
// cannot be put there must leave every file alone.
func takeIn(t *testing.T, dir string) string {
	t.Helper()
	before := textsOf(t, dir)
	changes, err := generator.Plan(sources(t), dir, generator.Options{})
	if err != nil || len(changes.Edited) == 0 {
		t.Fatal("nothing was edited", err)
	}
	f, err := generator.ReadFleet(sources(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	taken, refused, err := f.TakeIn(changes.Edited)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range refused {
		out = append(out, r.Why)
	}
	if len(refused) > 0 {
		if diff := cmp.Diff(before, textsOf(t, dir)); diff != "" {
			t.Error(diff)
		}
		return strings.Join(out, "\n")
	}
	if err := f.Write(); err != nil {
		t.Fatal(err)
	}
	for _, done := range taken {
		for _, p := range done.Puts {
			out = append(out, fmt.Sprintf("%s -> %s %s", p.Edited, p.File, p.Path))
		}
	}
	settle(t, dir, changes.Edited)
	return strings.Join(out, "\n")
}

// TestEditsOfTwoChartsOfAComponent: what is put into the input for the first may give the variant another name, and the
// second's file is where it was.
func TestEditsOfTwoChartsOfAComponent(t *testing.T) {
	eachAgent(t, func(t *testing.T, agent string) {
		dir := t.TempDir()
		write(t, dir, "platform.yaml", strings.NewReplacer("AGENT", agent, "reloader: {} ", "istio: {} ", "labels: {region: eu}, server: \"https://eu-2", "server: \"https://eu-2",
			"{traefik: {config: {replicas: 3}}}", "{istio: {config: {replicas: 3}}}").Replace(editedPlatform))
		apply(t, dir)
		handEdit(t, dir, "gitops/components/istio/g-eu/values.yaml", "defaultRevision: default", "defaultRevision: mine")
		handEdit(t, dir, "gitops/components/istio/g-eu/istio-cni.values.yaml", "cniBinDir: /opt/cni/bin", "cniBinDir: /opt/cni/mine")
		got := takeIn(t, dir)
		for _, want := range []string{"cniBinDir -> ", "defaultRevision -> overrides/istio/eu-1.yaml defaultRevision"} {
			if !strings.Contains(got, want) {
				t.Errorf("got %s\nwant %s", got, want)
			}
		}
	})
}

// settle generates without the edits that were put into the input: nothing is left to do then.
func settle(t *testing.T, dir string, edited []tree.Edit) {
	t.Helper()
	var opts generator.Options
	for _, e := range edited {
		opts.Drop(e)
	}
	c, err := generator.Plan(sources(t), dir, opts)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c, err = generator.Plan(sources(t), dir, generator.Options{}); err != nil || !c.Empty() {
		t.Errorf("something is left to do: %+v %v", c, err)
	}
}

func textsOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		out[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAnyScalarEditIsKept edits a value anywhere in a values file: either it is in
// the input afterwards, and what is generated holds it, or the reason is said and
// every file stays as it is.
func TestAnyScalarEditIsKept(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it generates platforms again and again, on one core")
	}
	scalar := regexp.MustCompile(`(?m)^( *[A-Za-z][A-Za-z0-9]*: )([A-Za-z0-9./:-]+)$`)
	eachAgent(t, func(t *testing.T, agent string) {
		start, random, kept := editedFleet(t, agent), rand.New(rand.NewPCG(8, 5)), 0
		files, err := filepath.Glob(filepath.Join(start, "gitops/components/*/*/*values.yaml"))
		if err != nil || len(files) < 3 {
			t.Fatal(files, err)
		}
		const trials = 8
		for i := range trials {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(start)); err != nil {
				t.Fatal(err)
			}
			file, _ := filepath.Rel(start, files[random.IntN(len(files))])
			text := textOf(t, dir, file)
			body := strings.Index(text, "values.yaml: |") + 1 // the values alone, where a ConfigMap holds them
			end := len(text)
			if j := strings.Index(text[body:], "\n---\n"); j > 0 {
				end = body + j
			}
			found := scalar.FindAllStringSubmatchIndex(text[body:end], -1)
			at := found[random.IntN(len(found))]
			value := []string{"4711", "true", "text", `"yes"`, "1.5", `""`, "[a, 2]"}[random.IntN(7)]
			write(t, dir, file, text[:body+at[4]]+value+text[body+at[5]:])
			got := takeIn(t, dir)
			if strings.Contains(got, "->") {
				kept++
				continue
			}
			t.Logf("trial %d: %s%s in %s: %s", i, text[body+at[2]:body+at[3]], value, file, got)
		}
		if kept < trials/2 {
			t.Errorf("only %d of %d edits were put into the input", kept, trials)
		}
	})
}

// TestTakingInIsCompleted: a run that was killed once the input was written is completed
// by the next, which has nothing left to put there, also where Git does not know the file.
func TestTakingInIsCompleted(t *testing.T) {
	eachAgent(t, func(t *testing.T, agent string) {
		dir := editedFleet(t, agent)
		const file = "gitops/components/traefik/base/values.yaml"
		handEdit(t, dir, file, "replicas: 2", "replicas: 4")
		write(t, dir, "platform.yaml", strings.Replace(textOf(t, dir, "platform.yaml"), "replicas: 2", "replicas: 4", 1))
		changes, err := generator.Plan(sources(t), dir, generator.Options{})
		if err != nil {
			t.Fatal(err)
		}
		f, err := generator.ReadFleet(sources(t), dir)
		if err != nil {
			t.Fatal(err)
		}
		taken, refused, err := f.TakeIn(changes.Edited)
		if err != nil || len(refused) > 0 {
			t.Fatal(refused, err)
		}
		for _, done := range taken {
			if done.Path != file || len(done.Puts) > 0 {
				t.Errorf("put %+v", done)
			}
		}
		if changed, gone := f.Files(); len(changed)+len(gone) > 0 {
			t.Errorf("changes %v, and takes away %v", changed, gone)
		}
		settle(t, dir, changes.Edited)
	})
}

// TestEditsOfAnOlderRender: what is generated today may differ from what somebody
// edited. The text that was edited tells who changed what.
func TestEditsOfAnOlderRender(t *testing.T) {
	dir := editedFleet(t, "argocd")
	const file = "gitops/components/traefik/base/values.yaml"
	base := textOf(t, dir, file)
	handEdit(t, dir, file, "log:", "mine: {a: 1}\nlog:")
	write(t, dir, "platform.yaml", strings.Replace(textOf(t, dir, "platform.yaml"), "config: {replicas: 2}", "config: {replicas: 6}", 1))
	changes, err := generator.Plan(sources(t), dir, generator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(changes.Edited, func(e tree.Edit) bool { return e.Path == file })
	if i < 0 {
		t.Fatal(changes.Edited)
	}
	f, err := generator.ReadFleet(sources(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, refused, err := f.TakeIn(changes.Edited); err != nil || len(refused) != 1 || !strings.Contains(refused[0].Why, "not in Git's history") {
		t.Error(refused, err)
	}
	past := func(_ string, visit func([]byte) bool) error {
		_ = visit([]byte("older")) && visit([]byte(base))
		return nil
	}
	if err := changes.FindBases(past); err != nil {
		t.Fatal(err)
	}
	taken, refused, err := f.TakeIn(changes.Edited)
	if err != nil || len(refused) > 0 || len(taken) != 1 || len(taken[0].Puts) != 1 || taken[0].Puts[0].Edited != "mine" {
		t.Error(taken, refused, err)
	}
}
