package generator_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/roster"
)

// aThousand is a list of a thousand clusters.
func aThousand() []byte {
	var b bytes.Buffer
	b.WriteString("name,server,label.region,ring,secret\n")
	for i := range 1000 {
		fmt.Fprintf(&b, "n%04d,https://n%04d.example.com:6443,eu,%s,n%04d\n", i, i, []string{"canary", "stable"}[i%2], i)
	}
	return b.Bytes()
}

const importHead = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  components: {traefik: {}}
  rings: [{name: canary, match: {ring: canary}}, {name: stable}]
  clusters:
    - {name: hub, role: hub, context: kind-hub}
`

// TestAThousandClustersAreImportedAtOnce: with the hub there are a thousand and
// one, whether inline or in files, and the second import finds nothing to do.
func TestAThousandClustersAreImportedAtOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: it loads a fleet four times")
	}
	for name, inFiles := range map[string]bool{"inline": false, "files": true} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "platform.yaml", importHead)
			importAll(t, dir, inFiles)
			f, err := generator.ReadFleet(sources(t), dir)
			if err != nil {
				t.Fatal(err)
			}
			list, err := roster.Read(aThousand(), roster.Options{})
			if err != nil {
				t.Fatal(err)
			}
			rows, err := f.Import(list, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range rows {
				if r.Change != generator.RowUnchanged {
					t.Fatalf("line %d: %s is %s: %s", r.Line, r.Cluster, r.Change, r.What)
				}
			}
		})
	}
}

// BenchmarkImport takes in a thousand clusters, checks the platform with them and
// writes it: into platform.yaml, or a file each.
func BenchmarkImport(b *testing.B) {
	for name, inFiles := range map[string]bool{"inline": false, "files": true} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				dir := b.TempDir()
				write(b, dir, "platform.yaml", importHead)
				b.StartTimer()
				importAll(b, dir, inFiles)
			}
		})
	}
}

func importAll(t testing.TB, dir string, inFiles bool) {
	t.Helper()
	list, err := roster.Read(aThousand(), roster.Options{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := generator.ReadFleet(sources(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.Import(list, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Take(rows, inFiles, false); err != nil {
		t.Fatal(err)
	}
	p, err := f.Load()
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Clusters) != 1001 {
		t.Fatalf("%d clusters", len(p.Clusters))
	}
	if err := f.Write(); err != nil {
		t.Fatal(err)
	}
}
