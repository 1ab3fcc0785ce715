package generator_test

import (
	"maps"
	"os"
	"os/user"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator"
)

func fleetFiles(n int, reloader string) map[string]string {
	return map[string]string{"platform.yaml": fleet(n, reloader)}
}

// TestSameInputSameBytes: map order differs between runs by itself.
func TestSameInputSameBytes(t *testing.T) {
	was := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(was)
	var first map[string]string
	for _, procs := range []int{1, 2, was} {
		runtime.GOMAXPROCS(procs)
		got := filesOf(t, fleetFiles(25, ""))
		if first == nil {
			first = got
		}
		if diff := cmp.Diff(first, got); diff != "" {
			t.Fatalf("GOMAXPROCS %d:\n%s", procs, diff)
		}
	}
}

func TestSecondRunChangesNothing(t *testing.T) {
	dir, src := t.TempDir(), sources(t)
	write(t, dir, fleetFiles(25, ""))
	generate(t, src, dir)
	c, err := generator.Plan(src, dir, generator.Options{})
	if err != nil || !c.Empty() {
		t.Fatalf("not empty: %+v %v", c, err)
	}
}

// differing are the paths that two trees do not share byte for byte.
func differing(a, b map[string]string) []string {
	var out []string
	for p := range a {
		if _, ok := b[p]; !ok || a[p] != b[p] {
			out = append(out, p)
		}
	}
	for p := range b {
		if _, ok := a[p]; !ok {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

func TestChangeTouchesItsOwnFiles(t *testing.T) {
	for _, p := range differing(filesOf(t, fleetFiles(25, "")), filesOf(t, fleetFiles(25, "config: {logLevel: debug}"))) {
		if !strings.HasPrefix(p, "gitops/components/reloader/") {
			t.Errorf("a setting of reloader changes %s", p)
		}
	}
}

// TestNewClusterIsOneFile compares what is on disk, so that the lock counts too.
func TestNewClusterIsOneFile(t *testing.T) {
	dir, src := t.TempDir(), sources(t)
	write(t, dir, fleetFiles(21, ""))
	generate(t, src, dir)
	text := fleet(21, "") + "    - {name: new, labels: {environment: dev, region: us, tier: core}, server: \"https://new.example.com:6443\", credentials: {secretRef: {name: new}}}\n"
	write(t, dir, map[string]string{"platform.yaml": text})
	c := generate(t, src, dir)
	if diff := cmp.Diff([]string{"gitops/clusters/new/cluster.yaml"}, c.Create); diff != "" || len(c.Update)+len(c.Delete)+len(c.Seeds) > 0 {
		t.Errorf("created (-want +got):\n%s\nupdated %v, deleted %v", diff, c.Update, c.Delete)
	}
}

func TestFleetStaysSmall(t *testing.T) {
	if n := len(filesOf(t, fleetFiles(1000, ""))); n > 1300 {
		t.Errorf("%d files for 1,000 clusters; at most 1,300", n)
	}
}

func TestNothingOfThisMachine(t *testing.T) {
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	words := []string{wd, os.TempDir() + "/", host}
	if u, err := user.Current(); err == nil && u.HomeDir != "/" {
		words = append(words, u.HomeDir+"/")
	}
	stamp := regexp.MustCompile(`20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:`)
	files := filesOf(t, fleetFiles(21, ""))
	for _, p := range slices.Sorted(maps.Keys(files)) {
		for _, w := range words {
			if strings.Contains(files[p], w) {
				t.Errorf("%s holds %q", p, w)
			}
		}
		if s := stamp.FindString(files[p]); s != "" {
			t.Errorf("%s holds the time %s", p, s)
		}
	}
}

// TestIndexesNameNoCluster: what all clusters share changes with none of them.
func TestIndexesNameNoCluster(t *testing.T) {
	for p, text := range filesOf(t, fleetFiles(21, "")) {
		shared := strings.HasPrefix(p, "gitops/argocd/") || p == "gitops/README.md"
		if shared && regexp.MustCompile(`\bc00[0-9]{2}\b`).MatchString(text) {
			t.Errorf("%s names clusters", p)
		}
	}
}
