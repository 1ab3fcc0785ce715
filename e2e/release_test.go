package e2e

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestAReleaseIsWhatMakeBuilds: for the targets that make cross compiles, with the
// flags of make build, and under the names that action.yml fetches.
func TestAReleaseIsWhatMakeBuilds(t *testing.T) {
	var release struct {
		Builds []struct {
			Env, Goos, Goarch, Flags, Ldflags []string
			ModTimestamp                      string `yaml:"mod_timestamp"`
		}
		Archives []struct {
			NameTemplate string `yaml:"name_template"`
		}
		Casks []struct {
			Repository struct{ Token string }
		} `yaml:"homebrew_casks"`
	}
	parseYAML(t, "../.goreleaser.yaml", &release)
	makefile := read(t, "../Makefile")
	build := release.Builds[0]
	var targets []string
	for _, system := range build.Goos {
		for _, arch := range build.Goarch {
			targets = append(targets, system+"/"+arch)
		}
	}
	slices.Sort(targets)
	m := regexp.MustCompile(`(?m)^TARGETS := (.*)$`).FindStringSubmatch(makefile)
	if crossed := slices.Sorted(slices.Values(strings.Fields(m[1]))); !slices.Equal(targets, crossed) {
		t.Errorf("a release has %v, and make cross compiles %v", targets, crossed)
	}
	if !strings.Contains(makefile, "BUILDFLAGS := "+strings.Join(build.Flags, " ")+"\n") {
		t.Errorf("a release is built with %v", build.Flags)
	}
	if flags := strings.Replace(build.Ldflags[0], "{{ .Tag }}", "$(VERSION)", 1); !strings.Contains(makefile, "LDFLAGS := "+flags+"\n") {
		t.Errorf("a release is linked with %q", flags)
	}
	if !slices.Contains(build.Env, "CGO_ENABLED=0") || build.ModTimestamp != "{{ .CommitTimestamp }}" {
		t.Errorf("a release depends on where or when it is built: %v", build)
	}
	// Else the clone is changed when goreleaser builds, and the program says so.
	if !strings.Contains(read(t, "../.gitignore"), "\n/dist/\n") {
		t.Error("git does not ignore the folder that goreleaser writes")
	}
	if name := release.Archives[0].NameTemplate; name != "{{ .ProjectName }}_{{ .Version }}_{{ .Os }}_{{ .Arch }}" {
		t.Errorf("archives are called %s", name)
	}
	if token := release.Casks[0].Repository.Token; !regexp.MustCompile(`^{{ \.Env\.[A-Z_]+ }}$`).MatchString(token) {
		t.Errorf("goreleaser takes nothing but a variable for a token, and not %s", token)
	}
}

// TestActionsArePinned: by a whole commit with its version beside it, in workflows
// that may nothing unless a job says so.
func TestActionsArePinned(t *testing.T) {
	files, err := filepath.Glob("../.github/workflows/*.yml")
	if err != nil || len(files) < 2 {
		t.Fatal(files, err)
	}
	pinned := regexp.MustCompile(`^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	for _, file := range files {
		text := read(t, file)
		for line := range strings.Lines(text) {
			line = strings.TrimPrefix(strings.TrimSpace(line), "- ")
			if strings.HasPrefix(line, "uses: ") && !pinned.MatchString(line) {
				t.Errorf("%s: %s is not pinned by a commit and its version", file, line)
			}
		}
		var workflow struct {
			Permissions map[string]string
			Jobs        map[string]struct {
				Permissions map[string]string
				Timeout     int `yaml:"timeout-minutes"`
			}
		}
		parseYAML(t, file, &workflow)
		if workflow.Permissions == nil || len(workflow.Permissions) > 0 {
			t.Errorf("%s allows something to every job", file)
		}
		for name, job := range workflow.Jobs {
			if len(job.Permissions) == 0 || job.Timeout == 0 {
				t.Errorf("%s: job %s has no permissions or no end", file, name)
			}
		}
	}
}

// TestRenovateSeesEveryPin: each version in the catalog that somebody else releases.
func TestRenovateSeesEveryPin(t *testing.T) {
	var config struct {
		CustomManagers []struct{ ManagerFilePatterns, MatchStrings []string }
	}
	if err := json.Unmarshal([]byte(read(t, "../renovate.json")), &config); err != nil {
		t.Fatal(err)
	}
	manager := config.CustomManagers[0]
	files := regexp.MustCompile(strings.Trim(manager.ManagerFilePatterns[0], "/"))
	match := regexp.MustCompile(manager.MatchStrings[0])
	aPin := regexp.MustCompile(`^\s*(version|_release|_image): +"`)
	pins := 0
	err := fs.WalkDir(os.DirFS(".."), "catalog", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".cue") {
			return err
		}
		if !files.MatchString(name) {
			t.Errorf("Renovate does not read %s", name)
		}
		for line := range strings.Lines(read(t, filepath.Join("..", name))) {
			if !aPin.MatchString(line) && !strings.Contains(line, "renovate:") {
				continue
			}
			pins++
			m := match.FindStringSubmatch(line)
			if m == nil {
				t.Errorf("%s: Renovate sees no pin in %s", name, line)
				continue
			}
			version, source := m[match.SubexpIndex("currentValue")], m[match.SubexpIndex("datasource")]
			if !regexp.MustCompile(`^v?\d+\.\d+\.\d+(-alpine-slim)?$`).MatchString(version) || m[match.SubexpIndex("depName")] == "" ||
				source == "helm" && !strings.HasPrefix(m[match.SubexpIndex("registryUrl")], "https://") {
				t.Errorf("%s: Renovate takes %q for the pin", name, m)
			}
		}
		return nil
	})
	if err != nil || pins < 16 {
		t.Errorf("%d pins, %v", pins, err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

func parseYAML(t *testing.T, path string, into any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(read(t, path)), into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}
