package load

import (
	"bytes"
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"

	"cuelang.org/go/cue/cuecontext"

	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/schemas"
)

func inputTestEnums() Enums {
	return Enums{
		Agents: []string{"argocd", "flux", "sveltos"}, Topologies: []string{"hub", "standalone"},
		Deliveries: []string{"charts", "manifests"}, Providers: []string{"existing", "kind", "local"},
	}
}

func inputTestRead(dir fs.FS) (*userInput, problem.Problems) {
	return readInput(cuecontext.New(cuecontext.CUE_DEBUG("")), schemas.FS, inputTestEnums(), dir)
}

const inputTestHead = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata:
  name: acme
spec:
  agent: argocd
  domain: platform.example.com
  repository:
    url: https://git.example.com/acme/platform.git
  components:
    cert-manager: {config: {issuer: {kind: acme, email: ops@example.com}}}
    traefik: {}
`

func inputTestCluster(i int) string {
	role := "spoke"
	if i == 0 {
		role = "hub"
	}
	return fmt.Sprintf(`name: c-%04d
role: %s
labels: {environment: production, region: eu, tier: "%d"}
server: https://c-%04d.example.com:6443
kubernetes: "1.36"
credentials: {secretRef: {name: c-%04d}}
components:
  metallb: {config: {addresses: [192.0.2.10-192.0.2.20]}}
  longhorn: {enabled: false}
`, i, role, i%3, i, i)
}

// inputTestFleet writes n clusters in one file or in n files.
func inputTestFleet(n int, files bool) fstest.MapFS {
	fsys := fstest.MapFS{}
	var b bytes.Buffer
	b.WriteString(inputTestHead)
	if !files {
		b.WriteString("  clusters:\n")
	}
	for i := range n {
		c := inputTestCluster(i)
		if files {
			fsys[fmt.Sprintf("clusters/c-%04d.yaml", i)] = &fstest.MapFile{Data: []byte(c)}
			continue
		}
		for j, line := range bytes.Split(bytes.TrimSpace([]byte(c)), []byte("\n")) {
			b.WriteString("    ")
			if j == 0 {
				b.WriteString("- ")
			} else {
				b.WriteString("  ")
			}
			b.Write(line)
			b.WriteByte('\n')
		}
	}
	fsys["platform.yaml"] = &fstest.MapFile{Data: b.Bytes()}
	return fsys
}

func BenchmarkReadInput(b *testing.B) {
	for _, layout := range []string{"one-file", "a-file-each"} {
		for _, n := range []int{1, 100, 1000} {
			fsys := inputTestFleet(n, layout == "a-file-each")
			b.Run(fmt.Sprintf("%s/%d", layout, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					u, ps := inputTestRead(fsys)
					if len(ps) > 0 || len(u.Spec.Clusters) != n {
						b.Fatal(ps)
					}
				}
			})
		}
	}
}
