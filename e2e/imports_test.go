// Package e2e tests the whole program with real parts.
package e2e

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/slipway-platform/slipway/"

// layers are the folders in the order in which they may import: each only what
// stands behind it. Data folders import nothing of ours.
var layers = []struct {
	folder string
	may    []string
}{
	{"cmd", []string{"bootstrap", "generator", "schemas", "catalog", "templates"}},
	{"bootstrap", []string{"bootstrap", "generator"}},
	{"generator", []string{"generator"}},
	{"schemas", nil},
	{"catalog", nil},
	{"templates", nil},
}

// heavy are libraries that one package alone may import, or one file, so that
// replacing one is a change in one place.
var heavy = map[string]string{
	"cuelang.org/go":                         "generator/load",
	"github.com/google/cel-go":               "bootstrap/lab/check",
	"github.com/Masterminds/sprig":           "generator/render",
	"helm.sh/helm":                           "bootstrap/chart",
	"oras.land/oras-go":                      "bootstrap/registry",
	"github.com/santhosh-tekuri/jsonschema":  "bootstrap/chart/schema.go",
	"k8s.io/pod-security-admission":          "bootstrap/objectlint/pods.go",
	"k8s.io/apiextensions-apiserver":         "bootstrap/objectlint/kinds.go",
	"k8s.io/kube-openapi":                    "bootstrap/objectlint/kinds.go",
	"sigs.k8s.io/kind":                       "bootstrap/kind",
	"sigs.k8s.io/kustomize":                  "bootstrap/kustomize",
	"github.com/go-git/go-git":               "bootstrap/git",
	"k8s.io/client-go":                       "bootstrap/kube",
	"filippo.io/age":                         "generator/sops",
	"github.com/alicebob/miniredis":          "bootstrap/local",
	"github.com/AlecAivazis/survey":          "cmd/slipway/survey.go",
	"github.com/modelcontextprotocol/go-sdk": "cmd/slipway/mcp.go",
	"github.com/spf13/cobra":                 "cmd/slipway",
}

func TestImportsRunOneWay(t *testing.T) {
	for _, layer := range layers {
		eachImport(t, layer.folder, func(file, path string) {
			if inside, ours := strings.CutPrefix(path, module); ours {
				target, _, _ := strings.Cut(inside, "/")
				if !slices.Contains(layer.may, target) {
					t.Errorf("%s imports %s: %s may import %v only", file, path, layer.folder, layer.may)
				}
			}
			for library, home := range heavy {
				if strings.HasPrefix(path, library) && file != home && filepath.ToSlash(filepath.Dir(file)) != home {
					t.Errorf("%s imports %s: only %s may", file, path, home)
				}
			}
		})
	}
}

// TestWhatGeneratesCannotReachTheNetwork: nothing of ours up to the written
// repository imports what opens a connection or starts a program. That what it
// does import tries nothing either is tested in a namespace without a network.
func TestWhatGeneratesCannotReachTheNetwork(t *testing.T) {
	outward := []string{"net/http", "net/rpc", "net/smtp", "crypto/tls", "os/exec", "syscall", "golang.org/x/net", "golang.org/x/sys"}
	for _, folder := range []string{"generator", "schemas", "catalog", "templates"} {
		eachImport(t, folder, func(file, path string) {
			if slices.Contains(outward, path) {
				t.Errorf("%s imports %s", file, path)
			}
		})
	}
}

// TestTheLinkerMayLeaveThingsOut: a program that can load Go plugins must keep
// whatever a plugin could want, which makes this one a third larger.
func TestTheLinkerMayLeaveThingsOut(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "../cmd/slipway").Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := strings.Fields(string(out))
	if slices.Contains(packages, "plugin") || !slices.Contains(packages, "os") {
		t.Error("the program imports the package plugin")
	}
}

// eachImport parses the imports of every Go file below a folder but its tests.
func eachImport(t *testing.T, folder string, visit func(file, path string)) {
	t.Helper()
	root := filepath.Join("..", folder)
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			visit(strings.TrimPrefix(filepath.ToSlash(name), "../"), path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
