package git

import (
	"strings"
	"testing"
)

// TestAttributesAreGits holds what is read against what git itself says.
func TestAttributesAreGits(t *testing.T) {
	bare(t)
	dir := t.TempDir()
	run(t, dir, "init", "--quiet")
	write(t, dir, map[string]string{
		".gitattributes": "# all\n[attr]large filter=lfs diff=lfs merge=lfs -text\n* text=auto\n*.yaml filter=lfs diff=lfs merge=lfs -text\n" +
			"/gitops/** !filter !diff !merge text\n*.bin large\n/data/*.txt large\n\"with space.txt\" -text\n*.pdf binary\nteams/*/secret filter=git-crypt\n",
		"gitops/.gitattributes":      "*.sh eol=lf\nx/*.yaml -text\n**/deep.yaml text=auto\n",
		"gitops/root.yaml":           "",
		"gitops/x/y.yaml":            "",
		"gitops/x/deep.yaml":         "",
		"gitops/run.sh":              "",
		"platform.yaml":              "",
		"clusters/eu.yaml":           "",
		"a.bin":                      "",
		"data/a.txt":                 "",
		"data/sub/a.txt":             "",
		"with space.txt":             "",
		"doc/a.pdf":                  "",
		"teams/a/secret":             "",
		"teams/a/b/secret":           "",
		".git/info/attributes":       "clusters/*.yaml !filter eol=crlf\n",
		"gitops/platform.yaml/inner": "",
	})
	a := newAttributes(dir, dir+"/.git", "")
	for _, p := range strings.Split("gitops/root.yaml,gitops/x/y.yaml,gitops/x/deep.yaml,gitops/run.sh,platform.yaml,clusters/eu.yaml,"+
		"a.bin,data/a.txt,data/sub/a.txt,with space.txt,doc/a.pdf,teams/a/secret,teams/a/b/secret,gitops/platform.yaml/inner", ",") {
		got := a.of(p)
		for _, name := range []string{"filter", "text", "eol", "diff"} {
			want := strings.TrimPrefix(run(t, dir, "check-attr", name, "--", p), p+": "+name+": ")
			if want == "unspecified" {
				want = ""
			}
			if got[name] != want {
				t.Errorf("%s of %s is %q, git says %q", name, p, got[name], want)
			}
		}
	}
}

// TestFiltersAreRefused: what Git would hold is not what the agents are to read, and with an encrypting filter what is
// pushed must not be what is on disk.
func TestFiltersAreRefused(t *testing.T) {
	tests := []struct{ name, attributes, want string }{
		{"LFS", "*.yaml filter=lfs diff=lfs merge=lfs -text\n", "commit clusters/eu.yaml: .gitattributes gives it to Git LFS, and agents would read the pointer: " +
			"add after that: /clusters/** !filter !diff !merge"},
		{"another filter", "clusters/** filter=git-crypt\n", "commit clusters/eu.yaml: .gitattributes sends it through the filter git-crypt, which is not run: " +
			"move it out of the platform, or add after that: /clusters/** !filter !diff !merge"},
		{"excluded", "*.yaml filter=lfs diff=lfs merge=lfs -text\n/clusters/** !filter !diff !merge\n/gitops/** !filter !diff !merge\n/platform.yaml !filter\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
			write(t, o.Dir, map[string]string{".gitattributes": tt.attributes})
			_, err := Push(t.Context(), o)
			if tt.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			wantError(t, err, nil, tt.want)
		})
	}
}

// TestPushAfterGitCommittedPointers: git add, with LFS installed, writes a pointer; a clone without LFS has it on disk.
func TestPushAfterGitCommittedPointers(t *testing.T) {
	o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
	write(t, o.Dir, map[string]string{".gitattributes": "*.yaml filter=lfs diff=lfs merge=lfs -text\n"})
	run(t, o.Dir, "init", "--quiet", "-b", "main")
	pointer := "printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:00\\nsize 1\\n'"
	run(t, o.Dir, "-c", "filter.lfs.clean="+pointer, "add", ".")
	run(t, o.Dir, "commit", "--quiet", "-m", "by hand")
	_, err := Push(t.Context(), o)
	wantError(t, err, nil, "gives it to Git LFS")
}

func TestPushFollowsAttributesOfLineEnds(t *testing.T) {
	o := newPlatform(t, serveHTTP(t, bare(t), "", ""))
	push(t, o)
	write(t, o.Dir, map[string]string{".gitattributes": "* text=auto\ngitops/x/* -text\n", "platform.yaml": "kind: Platform\r\n"})
	if got := push(t, o); got.Committed {
		t.Error("line ends that git would not commit are no change")
	}
	write(t, o.Dir, map[string]string{"gitops/x/y.yaml": "c\r\n"})
	if got := push(t, o); !got.Committed || run(t, o.Dir, "cat-file", "-s", "HEAD:gitops/x/y.yaml") != "3" {
		t.Errorf("%+v", got)
	}
	if status := run(t, o.Dir, "status", "--porcelain", "gitops"); status != "" {
		t.Errorf("git status says %q", status)
	}
}
