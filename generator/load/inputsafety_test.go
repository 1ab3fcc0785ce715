package load

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

const inputTestGood = inputTestHead + "  clusters: [{name: one}]\n"

// TestReadInputSafety covers what would be silly as a file in testdata.
func TestReadInputSafety(t *testing.T) {
	bomb := "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
	for i := 1; i < 9; i++ {
		bomb += fmt.Sprintf("a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d,", i-1), 10), ","))
	}
	for name, c := range map[string]struct{ data, want string }{
		"good":           {inputTestGood, ""},
		"crlf":           {strings.ReplaceAll(inputTestGood, "\n", "\r\n"), ""},
		"crlf position":  {strings.ReplaceAll(inputTestGood+"foo: 1\n", "\n", "\r\n"), "platform.yaml:14:1: unknown field \"foo\"\n    known fields: apiVersion, kind, metadata, spec"},
		"bom":            {"\xEF\xBB\xBF" + inputTestGood, ""},
		"bom position":   {"\xEF\xBB\xBFfoo: 1\n" + inputTestGood, "platform.yaml:1:1: unknown field \"foo\"\n    known fields: apiVersion, kind, metadata, spec"},
		"utf-16":         {"\xFF\xFEa\x00:\x00", "platform.yaml:1:1: is UTF-16\n    save the file as UTF-8"},
		"utf-16 big":     {"\xFE\xFF\x00a\x00:", "platform.yaml:1:1: is UTF-16\n    save the file as UTF-8"},
		"nul":            {"a: b\nc: \x00\n", "platform.yaml:2:4: contains the control character U+0000\n    this is not a text file, or it was damaged"},
		"escape":         {"a: \x1b[31m\n", "platform.yaml:1:4: contains the control character U+001B\n    this is not a text file, or it was damaged"},
		"invalid utf-8":  {"a: é\xff\n", "platform.yaml:1:5: contains the byte 0xFF, which is not UTF-8\n    save the file as UTF-8"},
		"huge":           {strings.Repeat("# filler\n", inputLimit/9+1), "platform.yaml: is larger than 8 MiB\n    split clusters into files of their own under clusters/"},
		"alias bomb":     {bomb, "platform.yaml:4:38: aliases add up to more than 10000 values\n    write the values out"},
		"deep":           {"a: " + strings.Repeat("[", 100) + strings.Repeat("]", 100), "platform.yaml:1:67: is nested more than 64 levels deep"},
		"deeper":         {"a: " + strings.Repeat("[", 1<<20), "platform.yaml:1:4: is nested more than 64 levels deep"},
		"deep maps":      {strings.Repeat("{a: ", 1<<20), "platform.yaml:1:40001: is nested more than 64 levels deep"},
		"long key":       {inputTestGood + strings.Repeat("k", 1<<20) + ": 1\n", ""},
		"null character": {"a: \"\\0\"\n" + inputTestGood, "platform.yaml:1:1: unknown field \"a\"\n    known fields: apiVersion, kind, metadata, spec"},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			_, ps := inputTestRead(fstest.MapFS{"platform.yaml": {Data: []byte(c.data)}})
			got := ps.Error()
			if name == "long key" {
				if len(ps) == 0 || len(got) > 1000 {
					t.Errorf("got %d bytes", len(got))
				}
			} else if got != c.want {
				t.Errorf("got  %.300q\nwant %q", got, c.want)
			}
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestReadInputHostile feeds large files that are cheap to write and could be
// dear to read.
func TestReadInputHostile(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	for _, unit := range []string{"- \n", "#\n", "? ", "a: ", "&a ", "x\n", "'", "\"", "|\n", "[", "{", "*a ", "!!a ", "---\n", "%x\n", ": ", "- - ", "a: &a\n", "\n", " ", "é", "k: v\n", "[],"} {
		t.Run(unit, func(t *testing.T) {
			data := bytes.Repeat([]byte(unit), (1<<18)/len(unit))
			start := time.Now()
			_, ps := inputTestRead(fstest.MapFS{"platform.yaml": {Data: data}})
			if len(ps) == 0 {
				t.Error("no problem")
			}
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %v", took)
			} else {
				t.Log(took)
			}
		})
	}
}

func TestReadInputSymlinks(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	write := func(name, data string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(other, "p.yaml"), inputTestHead)
	write(filepath.Join(other, "clusters", "one.yaml"), "name: one\n")
	for from, to := range map[string]string{"p.yaml": "platform.yaml", "clusters": "clusters"} {
		if err := os.Symlink(filepath.Join(other, from), filepath.Join(dir, to)); err != nil {
			t.Skip(err)
		}
	}
	u, ps := inputTestRead(os.DirFS(dir))
	if len(ps) > 0 || len(u.Spec.Clusters) != 1 {
		t.Fatal(ps)
	}
}
