package wizard

import (
	"errors"
	"testing"

	"github.com/slipway-platform/slipway/catalog"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/problem"
)

// FuzzReplay: whatever a file of answers says, it is a good platform or a problem
// of the file's.
func FuzzReplay(f *testing.F) {
	for _, seed := range []string{
		needed,
		needed + "capabilities: [load-balancer, dns]\nconfig.metallb.mode: bgp\nconfig.metallb.addresses: {a: 1}\n",
		needed + "capabilities: [secrets]\nconfig.external-secrets.stores: [a.b, \"\", 1]\nconfig.external-secrets.stores.a.b.kind: custom\n",
		needed + "clusters: [hub, {}, hub, root]\nclusters.*.labels: [a]\ncredentials: [git, git]\ncredentials.git.from: {}\n",
		needed + "components: [flux, \"\", a.b]\nrepository.path: ../x\nagent: [a]\nprofile: 5\n",
		"topology: null\nname: \"a: b\"\n",
	} {
		f.Add([]byte(seed))
	}
	w, err := New(sourcesOf(f, catalog.FS))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		answers, err := load.ReadAnswers("answers.yaml", data)
		if err != nil {
			return
		}
		given := Given{}
		for _, a := range answers {
			given[a.Name] = a
		}
		var problems problem.Problems
		var missing *Missing
		r, err := w.Replay(given, "answers.yaml")
		if err != nil && !errors.As(err, &problems) && !errors.As(err, &missing) {
			t.Fatal(err)
		}
		if err == nil {
			if _, err := r.Answers(); err != nil {
				t.Fatal(err)
			}
		}
	})
}
