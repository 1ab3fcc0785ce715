package local

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestProgramTable(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range Programs() {
		if seen[p.Name] {
			t.Errorf("%s is listed twice", p.Name)
		}
		seen[p.Name] = true
		if !strings.HasPrefix(p.Version, "v") {
			t.Errorf("%s: programs/%s.mod does not require %s", p.Name, p.Module, p.ModulePath)
		}
		if !strings.HasPrefix(p.Package, p.ModulePath) {
			t.Errorf("%s: package %s is not in module %s", p.Name, p.Package, p.ModulePath)
		}
		if strings.Contains(p.ldflags(), "VERSION") || strings.Contains(p.ldflags(), "NUMBER") {
			t.Errorf("%s: stamps are not filled in: %s", p.Name, p.ldflags())
		}
		sum, err := moduleFiles.ReadFile("programs/" + p.Module + ".sum")
		if err != nil || !strings.Contains(string(sum), served(t, p, p.ModulePath)+" h1:") {
			t.Errorf("%s: programs/%s.sum does not vouch for it (%v)", p.Name, p.Module, err)
		}
		for _, file := range p.Files {
			if module, glob := p.inModule(file); glob == "" || !strings.Contains(string(sum), strings.Fields(served(t, p, module))[0]+" v") {
				t.Errorf("%s: %s of module %s cannot be kept: programs/%s.sum does not name the module", p.Name, glob, module, p.Module)
			}
		}
		if one, two := p.key("go1.26.0"), p.key("go1.26.1"); one == two || !strings.HasPrefix(one, p.Name+"-"+p.Version+"-") {
			t.Errorf("%s: keys %s and %s", p.Name, one, two)
		}
	}
	for _, name := range ControlPlanePrograms() {
		if !seen[name] {
			t.Errorf("the control plane needs %s, which is not in the table", name)
		}
	}
}

// served is a module and its version as the proxy has it: where the module file replaces it, that is another.
func served(t *testing.T, p Program, module string) string {
	t.Helper()
	file, err := moduleFiles.ReadFile("programs/" + p.Module + ".mod")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(file)) {
		if from, to, ok := strings.Cut(line, " => "); ok && strings.TrimSpace(from) == module {
			return strings.TrimSpace(to)
		}
	}
	return module + " " + p.Version
}

func TestFilesOfAnotherModule(t *testing.T) {
	p := Program{ModulePath: "example.com/own"}
	for file, want := range map[string][2]string{
		"crds/*.yaml":                    {"example.com/own", "crds/*.yaml"},
		"example.com/other//crds/*.yaml": {"example.com/other", "crds/*.yaml"},
	} {
		if module, glob := p.inModule(file); module != want[0] || glob != want[1] {
			t.Errorf("%s means %s in %s", file, glob, module)
		}
	}
}

func TestKubernetesStampsFollowTheVersion(t *testing.T) {
	p, err := program("kube-apiserver")
	if err != nil {
		t.Fatal(err)
	}
	minor := strings.Split(p.Version, ".")[1]
	if !strings.Contains(p.ldflags(), "gitMinor="+minor+" ") {
		t.Errorf("version is %s but the stamps are %s", p.Version, p.ldflags())
	}
}

func TestBuildUnknown(t *testing.T) {
	_, err := Build(t.Context(), t.TempDir(), []string{"kubelets"}, nil)
	if err == nil || !strings.Contains(err.Error(), "known are") {
		t.Errorf("error is %v", err)
	}
}

func TestBuildWithoutGo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Build(t.Context(), t.TempDir(), []string{"etcd"}, nil)
	if err == nil || !strings.Contains(err.Error(), "install Go") {
		t.Errorf("error is %v", err)
	}
}

// TestBuildFailure has a compiler that only complains.
func TestBuildFailure(t *testing.T) {
	bin := t.TempDir()
	script := "#!/bin/sh\ncase $1 in env) echo go1.26.0;; *) echo 'no such module' >&2; exit 1;; esac\n"
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	cache := t.TempDir()
	_, err := Build(t.Context(), cache, []string{"etcd"}, nil)
	if err == nil || !strings.Contains(err.Error(), "no such module") || !strings.Contains(err.Error(), "module proxy") {
		t.Errorf("error is %v", err)
	}
	left, err := filepath.Glob(filepath.Join(cache, "*", "*", "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v (%v)", left, err)
	}
}

// TestBuildOnce has a compiler that counts, and two builds at once.
func TestBuildOnce(t *testing.T) {
	bin, cache := t.TempDir(), t.TempDir()
	count := filepath.Join(bin, "count")
	script := "#!/bin/sh\nif [ $1 = env ]; then echo go1.26.0; exit; fi\necho >>" + count + "\nsleep 0.3\nwhile [ \"$1\" != -o ]; do shift; done\necho binary >\"$2\"\n"
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	results := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := Build(t.Context(), cache, []string{"etcd"}, nil)
			results <- err
		}()
	}
	for range 2 {
		if err := <-results; err != nil {
			t.Fatal(err)
		}
	}
	var steps []Progress
	paths, err := Build(t.Context(), cache, []string{"etcd"}, func(p Progress) { steps = append(steps, p) })
	if err != nil || !isFile(paths["etcd"]) {
		t.Fatalf("paths %v (%v)", paths, err)
	}
	if data, err := os.ReadFile(count); err != nil || len(data) != 1 {
		t.Errorf("compiled %d times (%v)", len(data), err)
	}
	if len(steps) != 2 || !steps[0].Cached || steps[0].Done || !steps[1].Done || steps[1].Index != 1 || steps[1].Total != 1 {
		t.Errorf("progress is %+v", steps)
	}
}

func TestBuildInterrupted(t *testing.T) {
	bin := t.TempDir()
	script := "#!/bin/sh\nif [ $1 = env ]; then echo go1.26.0; exit; fi\nsleep 60\n"
	if err := os.WriteFile(filepath.Join(bin, "go"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	ctx, cancel := context.WithCancel(t.Context())
	_, err := Build(ctx, t.TempDir(), []string{"etcd"}, func(Progress) { cancel() })
	if ctx.Err() == nil || err == nil {
		t.Errorf("error is %v", err)
	}
}

func TestModuleDir(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("go is not on PATH")
	}
	dir, err := ModuleDir(t.Context(), t.TempDir(), "helm")
	if err != nil {
		t.Skipf("the module cannot be fetched here: %v", err)
	}
	if !isFile(filepath.Join(dir, "go.mod")) {
		t.Errorf("no module at %s", dir)
	}
}
