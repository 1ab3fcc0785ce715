package generator_test

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"
)

// TestProjectsAreExact: in every golden tree of Argo CD each AppProject names its
// repositories, its namespaces and the cluster-scoped kinds that it makes. Only
// the cluster part of a destination may be a pattern.
func TestProjectsAreExact(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if strings.HasPrefix(f.Name, "out/gitops/") && strings.Contains(string(f.Data), "kind: AppProject") && !strings.Contains(f.Name, "/templates/") {
				found += checkProjects(t, filepath.Base(name)+" "+f.Name, string(f.Data))
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d projects were found", found)
	}
}

func checkProjects(t *testing.T, where, text string) (found int) {
	t.Helper()
	for decoder := yaml.NewDecoder(strings.NewReader(text)); ; {
		var plain map[string]any
		if err := decoder.Decode(&plain); errors.Is(err, io.EOF) {
			return found
		} else if err != nil {
			t.Fatalf("%s: %v", where, err)
		}
		if plain["kind"] != "AppProject" {
			continue
		}
		found++
		spec, _ := plain["spec"].(map[string]any)
		if spec["clusterResourceWhitelist"] == nil {
			t.Errorf("%s: a project without clusterResourceWhitelist may make any cluster-scoped kind", where)
		}
		for _, part := range []string{"sourceRepos", "destinations", "clusterResourceWhitelist"} {
			list, _ := spec[part].([]any)
			if part != "clusterResourceWhitelist" && len(list) == 0 {
				t.Errorf("%s: no %s", where, part)
			}
			for _, e := range list {
				fields, ok := e.(map[string]any)
				if !ok {
					fields = map[string]any{"": e}
				}
				for key, value := range fields {
					if text, _ := value.(string); strings.ContainsAny(text, "*?[{") && key != "server" {
						t.Errorf("%s: %s has the pattern %q", where, part, text)
					}
				}
			}
		}
	}
}
