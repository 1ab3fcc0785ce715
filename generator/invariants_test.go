package generator_test

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/fleettest"
)

func TestSameInputSameBytes(t *testing.T) {
	eachAgent(t, func(t *testing.T, agent string) {
		dir := fleetOf(t, agent, 25)
		first := rendered(t, dir)
		for _, cores := range []int{1, 2, 4} {
			before := runtime.GOMAXPROCS(cores)
			again := rendered(t, dir)
			runtime.GOMAXPROCS(before)
			if diff := cmp.Diff(first, again); diff != "" {
				t.Fatalf("with %d cores:\n%s", cores, diff)
			}
		}
	})
}

func TestGenerateTwiceChangesNothing(t *testing.T) {
	eachAgent(t, func(t *testing.T, agent string) {
		dir := fleetOf(t, agent, 25)
		apply(t, dir)
		c, err := generator.Plan(sources(t), dir, generator.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !c.Empty() {
			t.Errorf("create %v, update %v, delete %v", c.Create, c.Update, c.Delete)
		}
	})
}

// changed lists the files that differ between two renders.
func changed(before, after map[string]string) []string {
	var out []string
	for path, text := range after {
		if before[path] != text {
			out = append(out, path)
		}
	}
	for path := range before {
		if _, ok := after[path]; !ok {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

func TestANewClusterChangesItsOwnFile(t *testing.T) {
	eachAgent(t, func(t *testing.T, agent string) {
		dir := fleetOf(t, agent, 20)
		before := rendered(t, dir)
		write(t, dir, "platform.yaml", fleettest.Of(agent, 21)) // the 21st has settings of its own
		got := changed(before, rendered(t, dir))
		for _, path := range got {
			// A variant of its own is a line in Flux's index of variants.
			own := path == "gitops/clusters/c0020/cluster.yaml" || strings.HasPrefix(path, "gitops/components/metallb/c-c0020/")
			if !own && path != "gitops/flux/kustomization.yaml" {
				t.Errorf("%s changed", path)
			}
		}
		before = rendered(t, dir)
		write(t, dir, "platform.yaml", fleettest.Of(agent, 22))
		if diff := cmp.Diff([]string{"gitops/clusters/c0021/cluster.yaml"}, changed(before, rendered(t, dir))); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAComponentsChangeTouchesItsOwnFiles(t *testing.T) {
	eachAgent(t, func(t *testing.T, agent string) {
		dir := fleetOf(t, agent, 25)
		before := rendered(t, dir)
		write(t, dir, "platform.yaml", strings.Replace(fleettest.Of(agent, 25), "external-secrets: {}", "external-secrets: {config: {replicas: 4}}", 1))
		for _, path := range changed(before, rendered(t, dir)) {
			if !strings.HasPrefix(path, "gitops/components/external-secrets/") {
				t.Errorf("%s changed", path)
			}
		}
	})
}

func TestAFleetIsVariantsPlusClusters(t *testing.T) {
	eachAgent(t, func(t *testing.T, agent string) {
		files := rendered(t, fleetOf(t, agent, 1000))
		if len(files) > 1300 {
			t.Errorf("%d files", len(files))
		}
		for path, text := range files {
			if strings.HasPrefix(path, "gitops/clusters/") {
				continue
			}
			if !strings.Contains(path, "/c-c0") && strings.Contains(text, "c0001") {
				t.Errorf("%s lists clusters", path)
			}
		}
	})
}

// externally is a fleet whose credentials are in an external store.
func externally(agent string, n int) string {
	return strings.ReplaceAll(fleettest.Of(agent, n), "credentials: {secretRef: {name: ", "credentials: {externalSecret: {store: vault, key: ")
}

func TestAFleetOfExternalCredentials(t *testing.T) {
	const most = 2 // files more than where somebody makes the Secrets, however many clusters there are
	eachAgent(t, func(t *testing.T, agent string) {
		dir := t.TempDir()
		write(t, dir, "platform.yaml", externally(agent, 41))
		before := rendered(t, dir)
		if more := len(before) - len(rendered(t, fleetOf(t, agent, 41))); more > most {
			t.Errorf("%d more files", more)
		}
		if text := before["gitops/clusters/c0039/cluster.yaml"]; !strings.Contains(text, "vault") {
			t.Errorf("nothing says where the credential is:\n%s", text)
		}
		write(t, dir, "platform.yaml", externally(agent, 42))
		if diff := cmp.Diff([]string{"gitops/clusters/c0041/cluster.yaml"}, changed(before, rendered(t, dir))); diff != "" {
			t.Error(diff)
		}
	})
}

// TestOnlyTheCredentialWaitsForItsKind: Sveltos' root is one Kustomization over
// everything, and Flux applies none of it while one kind is not there.
func TestOnlyTheCredentialWaitsForItsKind(t *testing.T) {
	const folder = "gitops/sveltos/credential/"
	for _, path := range sortedKeys(rendered(t, fleetOf(t, "sveltos", 3))) {
		if strings.HasPrefix(path, folder) {
			t.Errorf("%s is there, and no cluster's credential is in a store", path)
		}
	}
	dir := t.TempDir()
	write(t, dir, "platform.yaml", externally("sveltos", 3))
	files := rendered(t, dir)
	for path, text := range files {
		if strings.Contains(text, "\nkind: ExternalSecret\n") && !strings.HasPrefix(path, folder+"external/") {
			t.Errorf("the root applies the ExternalSecret of %s", path)
		}
	}
	if files[folder+"kustomization.yaml"] == "" || files[folder+"external/external-secret.yaml"] == "" {
		t.Error("nothing makes the credential")
	}
}

// standalone is a fleet of the same clusters in which each drives itself.
func standalone(tb testing.TB, n int) string {
	tb.Helper()
	dir := tb.TempDir()
	write(tb, dir, "platform.yaml", strings.Replace(fleettest.YAML(n), "  agent: argocd\n", "  agent: argocd\n  topology: standalone\n", 1))
	return dir
}

func TestAStandaloneFleetHasFewFilesPerCluster(t *testing.T) {
	const clusters = 200
	own := map[string]int{}
	files := rendered(t, standalone(t, clusters))
	for path, text := range files {
		if rest, ok := strings.CutPrefix(path, "gitops/clusters/"); ok {
			cluster, _, _ := strings.Cut(rest, "/")
			own[cluster]++
			continue
		}
		if !strings.Contains(path, "/c-c0") && strings.Contains(text, "c0001") {
			t.Errorf("%s lists clusters", path)
		}
	}
	if len(own) != clusters {
		t.Errorf("%d of %d clusters have files", len(own), clusters)
	}
	for cluster, n := range own {
		if n > 4 {
			t.Errorf("%s has %d files", cluster, n)
		}
	}
	if hub := rendered(t, fleet(t, clusters)); len(files)-2*clusters > len(hub)-clusters {
		t.Errorf("%d files besides the clusters' own, %d in topology hub", len(files)-2*clusters, len(hub)-clusters)
	}
}

func TestANewStandaloneClusterChangesItsOwnFiles(t *testing.T) {
	before, after := rendered(t, standalone(t, 21)), rendered(t, standalone(t, 22))
	want := []string{"gitops/clusters/c0021/cluster.yaml", "gitops/clusters/c0021/root.yaml"}
	if diff := cmp.Diff(want, changed(before, after)); diff != "" {
		t.Error(diff)
	}
}

func TestOutputNamesNoMachine(t *testing.T) {
	eachAgent(t, func(t *testing.T, agent string) {
		dir := fleetOf(t, agent, 3)
		host, _ := os.Hostname()
		home, _ := os.UserHomeDir()
		for path, text := range rendered(t, dir) {
			for _, secret := range []string{dir, home + "/", filepath.Dir(dir)} {
				if strings.Contains(text, secret) {
					t.Errorf("%s holds %s", path, secret)
				}
			}
			if len(host) > 6 && strings.Contains(text, host) {
				t.Errorf("%s holds the host's name", path)
			}
		}
	})
}

func TestOverridesAreInput(t *testing.T) {
	dir := fleet(t, 3)
	apply(t, dir)
	write(t, dir, "overrides/traefik.yaml", "deployment: {annotations: {team: \"$(cluster.name)\"}}\nglobal: null\n")
	write(t, dir, "overrides/traefik/c0001.yaml", "deployment: {annotations: {team: fixed}}\n")
	c, err := generator.Plan(sources(t), dir, generator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if c.Empty() {
		t.Error("overrides changed and the repository did not")
	}
	p := mustLoad(t, dir)
	for cluster, want := range map[string]string{"hub": "hub", "c0001": "fixed", "c0002": "c0002"} {
		e, err := generator.Explain(p, cluster, "traefik")
		if err != nil {
			t.Fatal(err)
		}
		got := e.Values["deployment"].(map[string]any)["annotations"].(map[string]any)["team"]
		if global, there := e.Values["global"]; got != want || !there || global != nil {
			t.Errorf("%s: team %v, global %v; want %v and null", cluster, got, global, want)
		}
	}
	if e, _ := generator.Explain(p, "c0001", "traefik"); e.Variant != "r-stable+c-c0001" {
		t.Errorf("the variant is %s", e.Variant)
	}
}
