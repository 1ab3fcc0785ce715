//go:build linux

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRuncFindsItsFiles(t *testing.T) {
	for _, tt := range []struct {
		args            []string
		bundle, process string
	}{
		{[]string{"--root", "/r", "create", "--bundle", "/b", "id"}, "/b", ""},
		{[]string{"create", "-b", "/b", "id"}, "/b", ""},
		{[]string{"exec", "--process=/p", "--detach", "id"}, ".", "/p"},
		{[]string{"exec", "--process", "/p", "id"}, ".", "/p"},
		{[]string{"state", "id"}, ".", ""},
	} {
		if bundle, process := files(tt.args); bundle != tt.bundle || process != tt.process {
			t.Errorf("%v: got %q and %q", tt.args, bundle, process)
		}
	}
}

func TestRuncAsksForLess(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "config.json")
	for _, tt := range []struct {
		name       string
		reduce     func(map[string]any)
		text, want string
	}{
		{"a bundle", reduceBundle,
			`{"linux":{"limit":9223372036854775807},"process":{"capabilities":{"bounding":["CAP_CHOWN","CAP_SYS_RESOURCE"],"effective":["CAP_SYS_RESOURCE"]},"oomScoreAdj":-998}}`,
			`{"linux":{"limit":9223372036854775807},"process":{"capabilities":{"bounding":["CAP_CHOWN"],"effective":[]},"oomScoreAdj":0}}`},
		{"limits", reduceProcess,
			`{"rlimits":[{"hard":18446744073709551615,"soft":8,"type":"RLIMIT_NOFILE"},{"hard":8,"soft":8,"type":"RLIMIT_NOFILE"},{"hard":18446744073709551615,"type":"RLIMIT_CORE"}]}`,
			`{"rlimits":[{"hard":8,"soft":8,"type":"RLIMIT_NOFILE"},{"hard":18446744073709551615,"type":"RLIMIT_CORE"}]}`},
		{"a process", reduceProcess, `{"oomScoreAdj":100}`, `{"oomScoreAdj":100}`},
		{"nothing of that", reduceBundle, `{"ociVersion":"1.0.2"}`, `{"ociVersion":"1.0.2"}`},
	} {
		if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := rewrite(path, tt.reduce); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		got, err := os.ReadFile(path)
		if diff := cmp.Diff(tt.want, string(got)); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", tt.name, err, diff)
		}
	}
	if err := rewrite(filepath.Join(dir, "none"), reduceBundle); err != nil {
		t.Error(err)
	}
}
