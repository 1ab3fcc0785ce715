//go:build unix

package lab

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/wizard"
)

func sources() generator.Sources {
	return generator.Sources{Schemas: os.DirFS("../../schemas"), Catalog: catalog.FS, Agents: os.DirFS("../../templates/agents"),
		Templates: os.DirFS("../../templates"), Providers: bootstrap.Providers()}
}

// starter is the platform.yaml that lab up writes for so many clusters.
func starter(t *testing.T, clusters int) []byte {
	t.Helper()
	w, err := wizard.New(sources())
	if err != nil {
		t.Fatal(err)
	}
	l := wizard.Lab{Name: "acme", Agent: "flux", Provider: "local", Repository: "http://127.0.0.1:3000/acme.git", Clusters: wizard.LabClusters(clusters)}
	for range clusters - 1 {
		l.Servers = append(l.Servers, "https://127.0.0.1:6443")
	}
	made, err := w.Lab(l)
	if err != nil {
		t.Fatal(err)
	}
	return made.Text
}

// TestEveryExerciseFitsAStarter: its edits can be made to what lab up writes.
func TestEveryExerciseFitsAStarter(t *testing.T) {
	all := loaded(t)
	for n := 1; n <= 3; n++ {
		_, space := served(t, string(starter(t, n)))
		for _, e := range all {
			if err := try(t.Context(), e, space, ""); err != nil {
				t.Errorf("%s, with %d clusters: %v", e.Name, n, err)
			}
		}
	}
}

// TestTheNorthBeginsAtTheHub: the solution of groups labels the hub, which is the last cluster of a platform only where it
// has one. What it types besides is told of by the e2e test of exercises.
func TestTheNorthBeginsAtTheHub(t *testing.T) {
	for n := 1; n <= 3; n++ {
		dir, bin := t.TempDir(), t.TempDir()
		for path, text := range map[string]string{
			filepath.Join(dir, "platform.yaml"): string(starter(t, n)),
			filepath.Join(bin, "slipway"):       "#!/bin/sh\n",
			filepath.Join(bin, "git"):           "#!/bin/sh\n",
		} {
			if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		typeScript(t, dir, "groups/solution.sh", "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
		text, err := os.ReadFile(filepath.Join(dir, "platform.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		p, err := generator.Try(sources(), text)
		if err != nil {
			t.Fatalf("with %d clusters: %v\n%s", n, err, text)
		}
		for _, c := range p.Clusters {
			if north := c.Labels["region"] == "north"; north != (c.Name == "hub") {
				t.Errorf("with %d clusters %s has the labels %v", n, c.Name, c.Labels)
			}
		}
	}
}
