package sops

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// TestOpen: what the real program wrote comes out as it went in. The files are sops 3.13.3's: with --encrypted-regex
// as for a Secret, with --unencrypted-regex and --mac-only-encrypted, and whole, with a value of every type.
func TestOpen(t *testing.T) {
	secret := map[string]any{
		"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "immutable": true,
		"metadata":   map[string]any{"name": "db", "namespace": "apps", "labels": map[string]any{"tier": "3"}},
		"stringData": map[string]any{"username": "app", "password": "two lines:\nand \"quotes\"\n", "empty": ""},
		"data":       map[string]any{"raw": "AAEC/w=="},
	}
	all := map[string]any{
		"count_unencrypted": 5, "ratio": 1.5, "big": 12, "on": true, "when": time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		"list": []any{"a", 2, map[string]any{"b": "c"}},
	}
	for key, value := range secret {
		all[key] = value
	}
	for name, want := range map[string]map[string]any{"secret.yaml": secret, "only.yaml": secret, "all.yaml": all} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(want, opened(t, text(t, name), testKey(t))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSeal: what is encrypted here opens again, is encrypted where it should be, and differs each time.
func TestSeal(t *testing.T) {
	secret, recipient, err := NewKey()
	if err != nil {
		t.Fatal(err)
	}
	key, err := ReadKey("# a comment\n" + secret + "\n")
	if err != nil {
		t.Fatal(err)
	}
	plain := parsed(t, "apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: apps}\nstringData:\n  password: s-planted # not\n  port: 5432\n  empty: \"\"\n")
	now := time.Date(2026, 5, 6, 7, 8, 9, 0, time.FixedZone("", 3600))
	first, err := Seal(plain, []string{recipient, testKey(t).Recipients()[0]}, now)
	if err != nil {
		t.Fatal(err)
	}
	second, err := Seal(plain, []string{recipient}, now)
	if err != nil {
		t.Fatal(err)
	}
	if string(first) == string(second) || strings.Contains(string(first), "s-planted") {
		t.Errorf("not encrypted:\n%s", first)
	}
	want := map[string]any{
		"apiVersion": "v1", "kind": "Secret", "metadata": map[string]any{"name": "db", "namespace": "apps"},
		"stringData": map[string]any{"password": "s-planted", "port": 5432, "empty": ""},
	}
	for _, k := range []Key{key, testKey(t)} {
		if diff := cmp.Diff(want, opened(t, string(first), k)); diff != "" {
			t.Error(diff)
		}
	}
	f := read(t, string(first))
	if got := f.Plain("data", "stringData"); len(got) > 0 {
		t.Errorf("%v is not encrypted", got)
	}
	if len(f.Recipients()) != 2 {
		t.Errorf("it is for %v", f.Recipients())
	}
	if _, err := read(t, string(second)).Open(testKey(t)); !errors.Is(err, ErrKey) {
		t.Errorf("another key: %v", err)
	}
}

// TestComments: those of the real program's file are as readable as the place where they stand, before and after it is
// written anew.
func TestComments(t *testing.T) {
	const sealedOnes = "stringData:\n    # not for everybody\n    username: app # inline\n"
	first, err := Open([]byte(strings.Replace(text(t, "secret.yaml"), "\nsops:\n", "\n# the end\nsops:\n", 1)), testKey(t))
	if err != nil {
		t.Fatal(err)
	}
	want := written(t, first)
	if !strings.HasPrefix(want, "# What the database is opened with.\napiVersion: v1\n") || !strings.Contains(want, sealedOnes) || !strings.HasSuffix(want, "\n# the end\n") {
		t.Errorf("comments are lost:\n%s", want)
	}
	again, err := Seal(first, testKey(t).Recipients(), time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(again), "# What the database is opened with.\napiVersion: v1\n") || strings.Contains(string(again), "# not for") || strings.Contains(string(again), "# inline") {
		t.Errorf("a comment is lost, or in clear:\n%s", again)
	}
	second, err := Open(again, testKey(t))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, written(t, second)); diff != "" {
		t.Error(diff)
	}
}

func written(t *testing.T, n *yaml.Node) string {
	t.Helper()
	out, err := yaml.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// TestChanged: what somebody changed after it was encrypted is not believed, and no error holds a value.
func TestChanged(t *testing.T) {
	good := text(t, "secret.yaml")
	value := func(key string) string {
		_, rest, _ := strings.Cut(good, "\n    "+key+": ")
		line, _, _ := strings.Cut(rest, "\n")
		return line
	}
	for name, tt := range map[string]struct {
		from, to string
		want     string
	}{
		"a plain value":        {"name: db", "name: other", ErrMAC.Error()},
		"a value gone":         {"    username: " + value("username") + "\n", "", ErrMAC.Error()},
		"one moved to another": {value("username"), value("password"), errValue.Error()},
		"one in clear":         {value("username"), "app", "a value is not encrypted"},
		"one cut":              {value("username"), strings.Replace(value("username"), ",iv:", ",iv:AAAA", 1), errValue.Error()},
		"another time":         {"lastmodified: \"2026", "lastmodified: \"2025", ErrMAC.Error()},
		"no time":              {"lastmodified: \"2026", "lastmodified: \"x", ErrMAC.Error()},
		"another data key":     {"YWdlLWVuY3J5cHRpb24", "YWdlLWVuY3J5cHRpb25", ErrKey.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(good, tt.from, tt.to, 1)
			if changed == good {
				t.Fatal("nothing was changed")
			}
			_, err := read(t, changed).Open(testKey(t))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

// TestRead refuses what it does not know rather than open half of it.
func TestRead(t *testing.T) {
	good := text(t, "secret.yaml")
	for name, tt := range map[string]struct{ text, want string }{
		"plain":       {"kind: Secret\n", "is not encrypted"},
		"no metadata": {"kind: Secret\nsops: {}\n", "no metadata of SOPS"},
		"another key": {good + "    kms: [{arn: x}]\n", "can be opened with kms too"},
		"groups":      {good + "    shamir_threshold: 2\n", "uses shamir_threshold"},
		"two rules":   {good + "    encrypted_suffix: _x\n", "more than one way"},
		"no pattern":  {strings.Replace(good, "^(data|stringData)$", "(", 1), "a pattern in its metadata that is none"},
	} {
		if _, err := Read(parsed(t, tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
	}
	if got := read(t, good).Beyond("data", "stringData"); len(got) > 0 {
		t.Errorf("%v is encrypted too", got)
	}
	if diff := cmp.Diff([]Place{{"metadata.name", 5, 11}}, read(t, strings.Replace(good, "|stringData)$", "|stringData|name)$", 1)).Beyond("data", "stringData")); diff != "" {
		t.Error(diff)
	}
	changed := strings.Replace(good, "empty: \"\"", "empty: \"\"\n    clear: s-planted", 1)
	if diff := cmp.Diff([]Place{{"stringData.clear", 16, 12}}, read(t, changed).Plain("data", "stringData")); diff != "" {
		t.Error(diff)
	}
}

// TestReadKey never says what it read.
func TestReadKey(t *testing.T) {
	for _, planted := range []string{"s-planted", "AGE-SECRET-KEY-1PLANTED", "AGE-SECRET-KEY-PQ-1PLANTED", ""} {
		if _, err := ReadKey(planted); err == nil || strings.Contains(err.Error(), "PLANTED") || strings.Contains(err.Error(), "s-planted") {
			t.Errorf("got %v", err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, name := range []string{"secret.yaml", "only.yaml", "all.yaml"} {
		f.Add(text(f, name))
	}
	f.Add("a: &x [*x]\nsops: {mac: x, lastmodified: x}\n")
	key := testKey(f)
	f.Fuzz(func(_ *testing.T, text string) {
		var doc yaml.Node
		if yaml.Unmarshal([]byte(text), &doc) != nil || len(doc.Content) == 0 {
			return
		}
		if file, err := Read(doc.Content[0]); err == nil {
			file.Plain("data")
			_, _ = file.Open(key)
		}
	})
}

func testKey(t testing.TB) Key {
	t.Helper()
	key, err := ReadKey(text(t, "key.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func text(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func parsed(t *testing.T, text string) *yaml.Node {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Content[0]
}

func read(t *testing.T, text string) *File {
	t.Helper()
	f, err := Read(parsed(t, text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func opened(t *testing.T, text string, key Key) map[string]any {
	t.Helper()
	root, err := read(t, text).Open(key)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]any{}
	if err := root.Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}
