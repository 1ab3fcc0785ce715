package generator_test

import (
	"bytes"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/apiversion/versiontest"
	"github.com/slipway-platform/slipway/generator/fleettest"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
)

// laterSources have a version of the format before the current one, which the shipped ones lack.
func laterSources(t testing.TB) generator.Sources {
	t.Helper()
	src := sources(t)
	format, err := versiontest.Schemas(src.Schemas)
	if err != nil {
		t.Fatal(err)
	}
	src.Schemas = format
	return src
}

func inputOf(src generator.Sources, dir string) (*platform.Input, error) {
	return load.Input(load.Sources{Schemas: src.Schemas, Agents: src.Agents, Providers: src.Providers}, os.DirFS(dir))
}

// platforms are those that the repository has for other tests, by where they are from: files by name.
func platforms(t *testing.T) map[string]map[string][]byte {
	t.Helper()
	out := map[string]map[string][]byte{}
	for _, pattern := range []string{"testdata/*.txtar", "../cmd/slipway/testdata/script/*.txtar"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			t.Fatal(pattern, err)
		}
		for _, name := range names {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files := map[string][]byte{}
			for _, f := range archive.Files {
				file := strings.TrimPrefix(f.Name, "in/")
				if file == "platform.yaml" || path.Dir(file) == "clusters" && path.Ext(file) == ".yaml" {
					files[file] = f.Data
				}
			}
			if bytes.Contains(files["platform.yaml"], []byte(versiontest.Oldest)) { // of the shipped version
				out[name] = files
			}
		}
	}
	out["a fleet"] = map[string][]byte{"platform.yaml": []byte(fleettest.Of("argocd", 300))}
	return out
}

// TestMigrateConfigOfEveryPlatform takes each platform of the repository back to
// the version before: read there, and edited to the current one again, it is the same.
func TestMigrateConfigOfEveryPlatform(t *testing.T) {
	src := laterSources(t)
	tried := 0
	for name, files := range platforms(t) {
		was, is := t.TempDir(), t.TempDir()
		for file, text := range files {
			write(t, was, file, string(versiontest.Now(text)))
		}
		want, err := inputOf(src, was)
		if err != nil {
			continue // it is wrong, for another test
		}
		for file, text := range files {
			back, err := versiontest.Back(text, file != "platform.yaml")
			if err != nil {
				t.Fatalf("%s: %s: %v", name, file, err)
			}
			write(t, is, file, string(back))
		}
		old, err := inputOf(src, is)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		tried++
		if old.APIVersion != versiontest.Before {
			t.Errorf("%s is of %s", name, old.APIVersion)
		}
		migrated(t, src, is)
		now, err := inputOf(src, is)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		old.APIVersion = versiontest.Current
		if diff := cmp.Diff(want, old); diff != "" {
			t.Errorf("%s is read as another:\n%s", name, diff)
		}
		if diff := cmp.Diff(want, now); diff != "" {
			t.Errorf("%s became another:\n%s", name, diff)
		}
	}
	if tried < 40 {
		t.Errorf("only %d platforms were tried", tried)
	}
}

// migrated edits a folder, and then has nothing to do any more.
func migrated(t *testing.T, src generator.Sources, dir string) {
	t.Helper()
	m, err := generator.MigrateConfig(src, dir)
	if err != nil {
		t.Error(err)
		return
	}
	if m.From != versiontest.Before || len(m.Files()) == 0 || len(m.Diff()) == 0 {
		t.Errorf("from %q: %v", m.From, m.Files())
	}
	if err := m.Write(); err != nil {
		t.Error(err)
	}
	if again, err := generator.MigrateConfig(src, dir); err != nil || again.From != "" || len(again.Files()) > 0 {
		t.Errorf("and again %+v: %v", again, err)
	}
}

const outdatedPlatform = `# ours
apiVersion: "slipway.dev/v1alpha2"  # the format
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  dns:
    # asked of Ann
    domain: platform.example.com
  git: {address: 'https://git.example.com/acme/platform.git'} # the one
  components: {reloader: {}}
  rings: [{name: all}]
  clusters:
    - {name: hub, role: hub}
`

const outdatedCluster = "name: eu\nzone: a # north\napi: https://eu.example.com\nsecretRef: {name: eu}\n"

func outdated(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "platform.yaml", outdatedPlatform)
	write(t, dir, "clusters/eu.yaml", outdatedCluster)
	return dir
}

// TestMigrateConfigIsCompleted: a run that was killed between two files leaves a
// platform that reads as before, and the next run does the rest.
func TestMigrateConfigIsCompleted(t *testing.T) {
	src, whole, half := laterSources(t), outdated(t), outdated(t)
	before, err := inputOf(src, whole)
	if err != nil {
		t.Fatal(err)
	}
	migrated(t, src, whole)
	write(t, half, "clusters/eu.yaml", textOf(t, whole, "clusters/eu.yaml"))
	if now, err := inputOf(src, half); err != nil || !cmp.Equal(before, now) {
		t.Errorf("%v\n%s", err, cmp.Diff(before, now))
	}
	migrated(t, src, half)
	for _, file := range []string{"platform.yaml", "clusters/eu.yaml"} {
		if diff := cmp.Diff(textOf(t, whole, file), textOf(t, half, file)); diff != "" {
			t.Error(diff)
		}
	}
}

// TestMigrateConfigKeepsWhatOthersWrite while somebody is asked.
func TestMigrateConfigKeepsWhatOthersWrite(t *testing.T) {
	src, dir := laterSources(t), outdated(t)
	m, err := generator.MigrateConfig(src, dir)
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "clusters/eu.yaml", outdatedCluster+"# mine\n")
	if err := m.Write(); err == nil || !strings.Contains(err.Error(), "clusters/eu.yaml was changed while this ran, and nothing was written") {
		t.Error(err)
	}
	if textOf(t, dir, "platform.yaml") != outdatedPlatform || textOf(t, dir, "clusters/eu.yaml") != outdatedCluster+"# mine\n" {
		t.Error("something was written")
	}
}

// TestMigrateConfigRefuses what is the user's to change, with each place, and
// writes nothing.
func TestMigrateConfigRefuses(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"a program": {"clusters/us.cue", "name: \"us\"\napi:  \"https://us.example.com\"\n",
			"clusters/us.cue:2:1: api: is server now\n    the file is a program, and yours to change"},
		"an anchor that is needed": {"clusters/us.yaml", "name: us\nzone: &z a\napi: https://us.example.com\nsecretRef: {name: us}\nlabels: {z: *z}\n",
			"clusters/us.yaml:2:1: zone: is no more: a label says it, and cannot be changed here without touching more\n    change it yourself, then run this again"},
		"what is wrong": {"clusters/us.yaml", "name: us\napi: nowhere\n", "clusters/us.yaml:2:6: api: must be "},
	} {
		t.Run(name, func(t *testing.T) {
			src, dir := laterSources(t), outdated(t)
			write(t, dir, c.file, c.text)
			if _, err := generator.MigrateConfig(src, dir); err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Error(err)
			}
		})
	}
}

// TestCommandsRefuseTheVersionBefore: what they write is of the current one.
func TestCommandsRefuseTheVersionBefore(t *testing.T) {
	src := laterSources(t)
	for name, change := range map[string]func(dir string) error{
		"enable":  func(dir string) error { _, err := generator.NewSwitch(src, dir); return err },
		"promote": func(dir string) error { _, err := generator.NewRingPins(src, dir); return err },
		"migrate": func(dir string) error { _, err := generator.EditAgent(src, dir, "flux"); return err },
		"catalog new": func(dir string) error {
			_, err := generator.StartComponent(src, dir, "motd", platform.Chart{})
			return err
		},
		"cluster add": func(dir string) error {
			f, err := generator.ReadFleet(src, dir)
			if err != nil {
				return err
			}
			if err := f.Add([]platform.ClusterInput{{Name: "us"}}, true); err != nil {
				return err
			}
			return f.Write()
		},
		"cluster remove": func(dir string) error {
			f, err := generator.ReadFleet(src, dir)
			if err != nil {
				return err
			}
			return f.Remove([]string{"hub"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := outdated(t)
			const want = "platform.yaml: apiVersion: is slipway.dev/v1alpha2, which is read, and not changed by commands\n    run first: slipway migrate config"
			if err := change(dir); err == nil || err.Error() != want {
				t.Error(err)
			}
			if textOf(t, dir, "platform.yaml") != outdatedPlatform {
				t.Error("platform.yaml was changed")
			}
		})
	}
}

// TestExplainOfTheVersionBefore: a line is explained by what it says, whatever that is called now.
func TestExplainOfTheVersionBefore(t *testing.T) {
	src, dir := laterSources(t), outdated(t)
	o, err := generator.LoadOrigins(src, dir)
	if err != nil {
		t.Fatal(err)
	}
	out, err := o.ExplainFile(dir, "platform.yaml", 9, nil)
	if err != nil || out.Path != "spec.dns.domain" || len(out.Clusters) != 2 {
		t.Errorf("%+v %v", out, err)
	}
}
