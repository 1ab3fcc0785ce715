package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// toolsPlatform has what tools look at; nothing answers where it points.
const toolsPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  domain: platform.example.com
  repository: {url: "http://127.0.0.1:1/acme/platform.git"}
  credentials:
    - {name: git, kind: git, url: "http://127.0.0.1:1/acme/platform.git", from: {env: {username: GIT_USER, password: GIT_PASSWORD}}}
  components: {reloader: {}, sample: {}}
  clusters: [{name: hub, role: hub}]
`

const toolsSecret = "s3cr3t-of-the-test"

// toolsFolder is a platform in a Git repository of one commit.
func toolsFolder(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "platform.yaml"), toolsPlatform)
	for _, args := range [][]string{{"init", "--quiet"}, {"add", "."}, {"-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "one"}} {
		cmd := exec.CommandContext(t.Context(), "git", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	writeFile(t, filepath.Join(dir, "platform.yaml"), strings.Replace(toolsPlatform, "reloader: {}, ", "", 1))
	return dir
}

func writeFile(t *testing.T, name, text string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
}

// slipway is the program as a process of its own, out of reach of whoever tests.
func slipway(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "slipway", args...) // testscript.Main put it there
	state := t.TempDir()
	cmd.Env = append(os.Environ(), "SLIPWAY_STATE="+state, "SLIPWAY_CACHE="+state, "HOME="+state, "KUBECONFIG="+filepath.Join(state, "none"),
		"GIT_USER=somebody", "GIT_PASSWORD="+toolsSecret)
	return cmd
}

// assistant starts the program and talks to it with the SDK's own client.
func assistant(t *testing.T, dir string, flags ...string) *mcp.ClientSession {
	t.Helper()
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "v1"}, nil)
	session, err := client.Connect(t.Context(), &mcp.CommandTransport{Command: slipway(t, append([]string{"mcp", "-C", dir}, flags...)...)}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := session.Close(); err != nil {
			t.Errorf("the server does not end when the assistant hangs up: %v", err)
		}
	})
	return session
}

// call returns what a tool says, and whether it failed.
func call(t *testing.T, s *mcp.ClientSession, name string, arguments any) (text string, failed bool) {
	t.Helper()
	result, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: name, Arguments: arguments})
	if err != nil {
		return err.Error(), true
	}
	for _, c := range result.Content {
		text += c.(*mcp.TextContent).Text
	}
	return text, result.IsError
}

type arguments = map[string]any

// lookingTools are all that change nothing, each with the command that says the same.
var lookingTools = []struct {
	name      string
	arguments arguments
	command   []string
	fails     bool // where nothing answers
}{
	{"validate", arguments{}, []string{"validate"}, false},
	{"explain", arguments{"cluster": "hub", "component": "sample"}, []string{"explain", "hub", "sample"}, false},
	{"explain", arguments{"cluster": "hub", "component": "sample", "path": "config.message"}, []string{"explain", "hub", "sample", "config.message"}, false},
	{"explain", arguments{"name": "platform.yaml:2"}, []string{"explain", "platform.yaml:2"}, false},
	{"diff", arguments{"revision": "HEAD"}, []string{"diff", "HEAD"}, false},
	{"diff", arguments{}, []string{"diff"}, false},
	{"graph", arguments{}, []string{"graph"}, false},
	{"graph", arguments{"view": "placement", "cluster": "hub"}, []string{"graph", "placement", "--cluster", "hub"}, false},
	{"catalog_list", arguments{}, []string{"catalog", "list"}, false},
	{"catalog_show", arguments{"name": "traefik"}, []string{"catalog", "show", "traefik"}, false},
	{"catalog_capabilities", arguments{}, []string{"catalog", "capabilities"}, false},
	{"catalog_secrets", arguments{}, []string{"catalog", "secrets"}, false},
	{"catalog_images", arguments{}, []string{"catalog", "images"}, false},
	{"status", arguments{}, nil, true},
	{"doctor", arguments{}, nil, false},
}

// TestToolsLookAndChangeNothing: without --allow-write they give what the
// commands print with -o json, hold no credential, and leave every byte alone.
func TestToolsLookAndChangeNothing(t *testing.T) {
	dir := toolsFolder(t)
	before := treeSum(t, dir)
	s := assistant(t, dir)
	for _, tt := range lookingTools {
		got, failed := call(t, s, tt.name, tt.arguments)
		if failed != tt.fails || got == "" {
			t.Errorf("%s %v: failed is %v: %s", tt.name, tt.arguments, failed, got)
		}
		if strings.Contains(got, toolsSecret) {
			t.Errorf("%s holds a credential", tt.name)
		}
		if tt.command == nil {
			continue
		}
		want, _ := slipway(t, append([]string{"-C", dir, "-o", "json", "-q"}, tt.command...)...).Output()
		if got != string(want) || len(want) == 0 {
			t.Errorf("%s says\n%s\nand the command\n%s", tt.name, got, want)
		}
	}
	if text, failed := call(t, s, "generate", arguments{}); !failed {
		t.Errorf("generate is there: %s", text)
	}
	if treeSum(t, dir) != before {
		t.Error("something changed")
	}
}

// TestTheToolThatWrites is there when it is allowed, and writes what generate writes.
func TestTheToolThatWrites(t *testing.T) {
	dir := toolsFolder(t)
	before := treeSum(t, dir)
	s := assistant(t, dir, "--allow-write")
	if text, failed := call(t, s, "generate", arguments{"dryRun": true}); failed || !strings.Contains(text, "gitops/argocd/root.yaml") || treeSum(t, dir) != before {
		t.Errorf("a dry run: %v, %s", failed, text)
	}
	if text, failed := call(t, s, "generate", arguments{}); failed || !strings.Contains(text, "gitops/argocd/root.yaml") {
		t.Errorf("%v, %s", failed, text)
	}
	if err := slipway(t, "-C", dir, "generate", "--check").Run(); err != nil {
		t.Error("the repository is not what generate writes:", err)
	}
}

// TestToolsRefuseNonsense: what is wrong is the tool's error, and the server goes on.
func TestToolsRefuseNonsense(t *testing.T) {
	dir := toolsFolder(t)
	s := assistant(t, dir)
	for _, tt := range []struct {
		name      string
		arguments any
		says      string
	}{
		{"explain", arguments{}, "explain takes a name"},
		{"explain", arguments{"name": "../../etc/passwd"}, "nothing called"},
		{"explain", arguments{"name": "--output=text"}, "nothing called"},
		{"explain", arguments{"cluster": "hub", "component": "sample", "path": "config.nosuch"}, "has nothing at"},
		{"explain", arguments{"cluster": 7, "component": "sample"}, "cluster"},
		{"explain", arguments{"cluster": "hub", "component": "sample", "directory": "/etc"}, "directory"},
		{"explain", arguments{"cluster": "hbu", "component": "sample"}, `there is no cluster \"hbu\"`},
		{"explain", arguments{"cluster": "--directory=/etc", "component": "-v"}, `there is no cluster \"--directory=/etc\"`},
		{"catalog_show", arguments{"name": "../../etc/passwd"}, "no catalog has a component"},
		{"diff", arguments{"revision": "--output=text"}, "diff takes a revision"},
		{"diff", arguments{"revision": "HEAD^{/[}"}, "no such revision"},
		{"diff", arguments{"revision": strings.Repeat("HEAD~", 10000)}, "no such revision"},
		{"diff", arguments{"revision": "a...b"}, "A...B"},
		{"graph", arguments{"view": "--output=dot"}, `(got "--output=dot")`},
		{"graph", arguments{"cluster": "--directory=/etc"}, `there is no cluster \"--directory=/etc\"`},
		{"status", arguments{"cluster": "x --allow-write"}, "x --allow-write"},
		{"validate", "no object", ""},
		{"nothing", arguments{}, "nothing"},
	} {
		if text, failed := call(t, s, tt.name, tt.arguments); !failed || !strings.Contains(text, tt.says) {
			t.Errorf("%s %.80v: failed is %v, without %q: %.300s", tt.name, tt.arguments, failed, tt.says, text)
		}
	}
	writeFile(t, filepath.Join(dir, "platform.yaml"), strings.Replace(toolsPlatform, "  domain:", "  domian:", 1))
	if text, failed := call(t, s, "validate", arguments{}); failed || !strings.Contains(text, `unknown field \"domian\"`) {
		t.Errorf("problems are what validate is for: %v, %s", failed, text)
	}
	if text, failed := call(t, s, "explain", arguments{"cluster": "hub", "component": "sample"}); !failed || !strings.Contains(text, "domian") {
		t.Errorf("explain of what is wrong: %v, %s", failed, text)
	}
}

// TestToolsAreDescribed: an assistant knows of each what it does, what it takes,
// and whether it changes anything.
func TestToolsAreDescribed(t *testing.T) {
	list, err := assistant(t, toolsFolder(t), "--allow-write").ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var writing []string
	for _, tool := range list.Tools {
		schema, err := json.Marshal(tool.InputSchema)
		if err != nil {
			t.Fatal(err)
		}
		if len(tool.Description) < 40 || !strings.Contains(string(schema), `"type":"object"`) || !strings.Contains(string(schema), `"additionalProperties":false`) {
			t.Errorf("%s is not described: %s", tool.Name, schema)
		}
		if !tool.Annotations.ReadOnlyHint {
			writing = append(writing, tool.Name)
		}
	}
	if !slices.Equal(writing, []string{"generate"}) || len(list.Tools) != 12 {
		t.Errorf("%d tools, of which %v write", len(list.Tools), writing)
	}
}

// treeSum changes when any file of a folder does, its name, mode or content.
func treeSum(t *testing.T, dir string) string {
	t.Helper()
	sum := sha256.New()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		fmt.Fprintln(sum, path, info.Mode(), info.ModTime())
		if info.Mode().IsRegular() {
			data, err := os.ReadFile(path)
			sum.Write(data)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sum.Sum(nil))
}
