package generator_test

import (
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/rings"
)

// TestFleetKeepsWhatOthersWrite: while people are asked, or a cluster is
// uninstalled, the file may change.
func TestFleetKeepsWhatOthersWrite(t *testing.T) {
	dir := fleet(t, 3)
	f, err := generator.ReadFleet(sources(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Remove([]string{f.Clusters[2].Name}); err != nil {
		t.Fatal(err)
	}
	want := textOf(t, dir, "platform.yaml") + "# mine\n"
	write(t, dir, "platform.yaml", want)
	if err := f.Write(); err == nil || !strings.Contains(err.Error(), "platform.yaml was changed while this ran") {
		t.Error(err)
	}
	if got := textOf(t, dir, "platform.yaml"); got != want {
		t.Errorf("got\n%s", got)
	}
}

// TestFleetKeepsFilesOfOthers: neither one that is to go is taken away with what somebody wrote into it meanwhile, nor
// one replaced that was not there before.
func TestFleetKeepsFilesOfOthers(t *testing.T) {
	const mine = "# mine\n"
	for name, c := range map[string]struct {
		change func(f *generator.Fleet) error
		file   string
	}{
		"remove": {func(f *generator.Fleet) error { return f.Remove([]string{f.Clusters[2].Name}) }, "overrides/reloader/CLUSTER.yaml"},
		"rename": {func(f *generator.Fleet) error { return f.Rename(f.Clusters[2].Name, "other", false) }, "overrides/reloader/other.yaml"},
		"add":    {func(f *generator.Fleet) error { return f.Add([]platform.ClusterInput{{Name: "other"}}, true) }, "clusters/other.yaml"},
	} {
		for when, put := range map[string]func(f *generator.Fleet) error{
			"nothing was written": (*generator.Fleet).Write,
			"stays as it is":      func(f *generator.Fleet) error { _, err := f.WriteSome(100); return err }, // as if all had been well before
		} {
			t.Run(name+", "+when, func(t *testing.T) {
				dir := fleet(t, 3)
				f, err := generator.ReadFleet(sources(t), dir)
				if err != nil {
					t.Fatal(err)
				}
				write(t, dir, "overrides/reloader/"+f.Clusters[2].Name+".yaml", "reloader: {logFormat: json}\n")
				if err := c.change(f); err != nil {
					t.Fatal(err)
				}
				file := strings.Replace(c.file, "CLUSTER", f.Clusters[2].Name, 1)
				write(t, dir, file, mine)
				if err := put(f); err == nil || !strings.HasPrefix(err.Error(), file+" ") || !strings.Contains(err.Error(), when) {
					t.Error(err)
				}
				if got := textOf(t, dir, file); got != mine {
					t.Errorf("%s holds %q", file, got)
				}
			})
		}
	}
}

// TestPlatformKeepsWhatOthersWrite: so it is with every command that changes
// platform.yaml, once the text was read.
func TestPlatformKeepsWhatOthersWrite(t *testing.T) {
	for name, change := range map[string]func(dir string) (write func() error, err error){
		"enable": func(dir string) (func() error, error) {
			s, err := generator.NewSwitch(sources(t), dir)
			if err != nil {
				return nil, err
			}
			_, err = s.Enable([]string{"trust-manager"}, nil)
			return s.Write, err
		},
		"promote": func(dir string) (func() error, error) {
			r, err := generator.NewRingPins(sources(t), dir)
			if err != nil {
				return nil, err
			}
			ring := r.Input.Spec.Rings[0].Name
			return r.Write, r.Change([]rings.Pin{{Ring: ring, Component: "reloader", To: "2.2.3"}})
		},
		"migrate": func(dir string) (func() error, error) {
			text, err := generator.EditAgent(sources(t), dir, "flux")
			if err != nil {
				return nil, err
			}
			return text.Write, nil
		},
		"catalog new": func(dir string) (func() error, error) {
			c, err := generator.StartComponent(sources(t), dir, "motd", platform.Chart{})
			if err != nil {
				return nil, err
			}
			return c.Platform.Write, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := fleet(t, 3)
			put, err := change(dir)
			if err != nil {
				t.Fatal(err)
			}
			want := textOf(t, dir, "platform.yaml") + "# mine\n"
			write(t, dir, "platform.yaml", want)
			if err := put(); err == nil || !strings.Contains(err.Error(), "platform.yaml was changed while this ran") {
				t.Error(err)
			}
			if got := textOf(t, dir, "platform.yaml"); got != want {
				t.Errorf("got\n%s", got)
			}
		})
	}
}

// TestTwoWritersLoseNothing: of two that read the same, one writes, and the other is told to run again.
func TestTwoWritersLoseNothing(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("skipped: a folder cannot be locked there")
	}
	enable := func(dir, component string) func() error {
		s, err := generator.NewSwitch(sources(t), dir)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Enable([]string{component}, nil); err != nil {
			t.Fatal(err)
		}
		return s.Write
	}
	add := func(dir, cluster string) func() error {
		f, err := generator.ReadFleet(sources(t), dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Add([]platform.ClusterInput{{Name: cluster}}, false); err != nil {
			t.Fatal(err)
		}
		return f.Write
	}
	for range 5 {
		dir := fleet(t, 3)
		writers := map[string]func() error{"trust-manager": enable(dir, "trust-manager"), "another": add(dir, "another")}
		var wrote []string
		type result struct {
			name string
			err  error
		}
		results, start := make(chan result), make(chan struct{})
		for name, put := range writers {
			go func() {
				<-start
				results <- result{name, put()}
			}()
		}
		close(start)
		for range writers {
			r := <-results
			if r.err == nil {
				wrote = append(wrote, r.name)
			} else if err := r.err; !strings.Contains(err.Error(), "run it again") && !strings.Contains(err.Error(), "wait for it to finish") {
				t.Error(err)
			}
		}
		if len(wrote) != 1 {
			t.Fatalf("%v wrote at once", wrote)
		}
		if text := textOf(t, dir, "platform.yaml"); !strings.Contains(text, wrote[0]) {
			t.Fatalf("what %s wrote is lost:\n%s", wrote[0], text)
		}
	}
}

const leavingPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  components: {reloader: {}}
  clusters:
    - {name: hub, role: hub, context: kind-hub}
    - {name: eu-1, server: "https://eu-1.example.com:6443", credentials: {secretRef: {name: eu-1}}}
    - {name: eu-2, server: "https://eu-2.example.com:6443", credentials: {secretRef: {name: eu-2}}}
`

// TestRemovingIsCompleted: wherever a run that takes clusters out is killed, what it
// leaves is a platform, and the same command completes it.
func TestRemovingIsCompleted(t *testing.T) {
	start := t.TempDir()
	write(t, start, "platform.yaml", leavingPlatform)
	for _, name := range []string{"us-1", "us-2"} {
		write(t, start, "clusters/"+name+".yaml", "name: "+name+"\nserver: https://"+name+".example.com:6443\ncredentials: {secretRef: {name: "+name+"}}\n")
	}
	for _, name := range []string{"eu-1", "eu-2", "us-1", "us-2"} {
		write(t, start, "overrides/reloader/"+name+".yaml", "reloader: {logFormat: json}\n")
	}
	apply(t, start)
	names := []string{"us-1", "eu-1", "us-2"}
	copied := func() string {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(start)); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	whole := copied()
	removeSome(t, whole, names, 100)
	want := textsOf(t, whole)
	for n, all := 0, false; !all; n++ {
		dir := copied()
		all = removeSome(t, dir, names, n)
		mustLoad(t, dir)
		removeSome(t, dir, names, 100)
		if diff := cmp.Diff(want, textsOf(t, dir)); diff != "" {
			t.Errorf("killed after %d steps, and run again (-want +got):\n%s", n, diff)
		}
	}
}

// removeSome takes out those clusters that are there, and is killed after n steps.
func removeSome(t *testing.T, dir string, names []string, n int) (all bool) {
	t.Helper()
	f, err := generator.ReadFleet(sources(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	there, left, err := f.Left(names)
	if err != nil || len(there)+len(left) != len(names) {
		t.Fatal(there, left, err)
	}
	if err := f.Remove(there); err != nil {
		t.Fatal(err)
	}
	if all, err = f.WriteSome(n); err != nil {
		t.Fatal(err)
	}
	return all
}
