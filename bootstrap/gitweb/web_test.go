package gitweb_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/gitserver"
	"github.com/slipway-platform/slipway/bootstrap/gitweb"
)

// hostile are names of files that browsers, addresses, shells and git would like
// to take for something else; each holds its own name.
var hostile = []string{
	"<svg onload=alert(1)>.yaml", `"><img src=x onerror=alert(1)>`, "javascript:alert(1)", "a b+c%41&d=e;f", "#fragment?query", "-rf", "--output=x",
	"ends in.git", "new\nline", "tab\there", "\xff\xfe.bin", "\u202egpj.exe", "ünïcödé ☃", ":(glob)*", "*.yaml", "...", "{{.Title}}", "'", "\\..\\x",
}

// evil is text that wants to be more than that.
const evil = "</pre></ol><script>alert(1)</script><img src=x onerror=alert(1)>\u202e\x1b[31m{{.}}"

// repositoryOf is a bare repository served as a lab serves it, with such a commit.
func repositoryOf(t *testing.T) (address, path, commit string) {
	t.Helper()
	root := t.TempDir()
	path, err := gitserver.Init(t.Context(), root, "lab", "main")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gitserver.New(root, gitserver.WithPages(gitweb.New(root))))
	t.Cleanup(server.Close)
	return server.URL, path, commit
}

// commitOf makes a commit of files without a work tree, which could not hold all names.
func commitOf(t *testing.T, path, subject string, files map[string]string, parents ...string) string {
	t.Helper()
	var tree strings.Builder
	for name, text := range files {
		tree.WriteString("100644 blob " + git(t, path, text, "hash-object", "-w", "--stdin") + "\t" + name + "\x00")
	}
	folder := git(t, path, tree.String(), "mktree", "-z")
	top := git(t, path, "040000 tree "+folder+"\tin <b>here\x00100644 blob "+git(t, path, evil, "hash-object", "-w", "--stdin")+"\tREADME.md\x00160000 commit "+strings.Repeat("1", 40)+"\telsewhere\x00", "mktree", "-z", "--missing")
	args := []string{"commit-tree", top}
	for _, p := range parents {
		args = append(args, "-p", p)
	}
	commit := git(t, path, subject, args...)
	git(t, path, "", "update-ref", "refs/heads/main", commit)
	return commit
}

func git(t *testing.T, path, in string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"--git-dir", path}, args...)...)
	cmd.Stdin = strings.NewReader(in)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_AUTHOR_NAME=Mallory \"<b>", "GIT_AUTHOR_EMAIL=m@example.com", "GIT_COMMITTER_NAME=M", "GIT_COMMITTER_EMAIL=m@example.com")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git %v: %v", args, err)
	}
	return strings.TrimSpace(string(out))
}

// TestHostileRepositoriesAreText: whatever is pushed, every link leads to a page,
// nothing on one does anything, and every file shows what it holds.
func TestHostileRepositoriesAreText(t *testing.T) {
	address, path, _ := repositoryOf(t)
	files := map[string]string{}
	for i, name := range hostile {
		files[name] = "this is file " + string(rune('A'+i)) + "\n" + evil
	}
	first := commitOf(t, path, "Begin <script>alert(1)</script>", files)
	files["-rf"] += "\nmore"
	commitOf(t, path, "Go on\n\n"+evil, files, first)
	git(t, path, "", "update-ref", "refs/heads/<img/src=x>", first)

	b := browse(t, address)
	for i := range hostile {
		if text := "this is file " + string(rune('A'+i)); !b.has(text) {
			t.Errorf("no page shows %q of %q", text, hostile[i])
		}
	}
	for _, text := range []string{"Begin <script>alert(1)</script>", `Mallory "`, "</pre></ol><script>", `\u202e`, "␛[31m", "+more", "elsewhere (another repository)", "<img/src=x>", "new␊line", "{{.Title}}"} {
		if !b.has(text) {
			t.Errorf("no page shows %q", text)
		}
	}
	for at, page := range b.pages {
		if strings.ContainsAny(page, "\u202e\x1b") {
			t.Errorf("%s holds what turns or hides text", at)
		}
	}
}

// TestOnlyWhatIsThereIsShown: addresses of others, of what git would look up by
// other means, and of what is outside come to nothing.
func TestOnlyWhatIsThereIsShown(t *testing.T) {
	address, path, _ := repositoryOf(t)
	if body := get(t, address+"/lab/", 200); !strings.Contains(body, "Nothing was pushed yet") {
		t.Errorf("of an empty repository it says\n%s", body)
	}
	commit := commitOf(t, path, "Begin", map[string]string{"a": "b"})
	blob := git(t, path, "", "rev-parse", commit+":README.md")
	for _, wrong := range []string{
		"/other/", "/lab/commit/HEAD", "/lab/commit/main", "/lab/commit/" + commit[:12], "/lab/commit/" + strings.Repeat("0", 40), "/lab/commit/" + blob, "/lab/?from=HEAD", "/lab/?from=--all",
		"/lab/files/" + commit + "/nothing", "/lab/files/" + commit + "/elsewhere", "/lab/files/" + commit + "/*", "/lab/files/" + commit + "/%2e%2e/%2e%2e/HEAD", "/lab/files/" + commit + "/:%28top%29README.md",
		"/..%2flab/", "/%2e%2e/", "/-/", "/-/other.css", "/favicon.ico/",
	} {
		get(t, address+wrong, 404)
	}
	for _, method := range []string{"POST", "PUT", "DELETE"} {
		request, err := http.NewRequestWithContext(t.Context(), method, address+"/lab/", nil)
		if err != nil {
			t.Fatal(err)
		}
		if code := do(t, request).StatusCode; code != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, code)
		}
	}
}

// TestAForeignNameIsRefused: a page elsewhere whose name leads here sees nothing.
func TestAForeignNameIsRefused(t *testing.T) {
	address, _, _ := repositoryOf(t)
	for host, want := range map[string]int{"evil.example.com:3000": 421, "localhost.evil.example.com": 421, "localhost:3000": 200, "127.0.0.1": 200, "[::1]:3000": 200} {
		request, err := http.NewRequestWithContext(t.Context(), "GET", address+"/lab/", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = host
		if code := do(t, request).StatusCode; code != want {
			t.Errorf("as %s: %d, not %d", host, code, want)
		}
	}
}

// TestMuchIsCut: what is larger than a page says so, and pages follow each other.
func TestMuchIsCut(t *testing.T) {
	address, path, _ := repositoryOf(t)
	commit := commitOf(t, path, "Begin", map[string]string{
		"long.txt": strings.Repeat("line\n", 200_000), "wide.txt": strings.Repeat("w", 100_000), "binary": "a\x00b", "bom.txt": strings.Repeat("é", 300_000),
	})
	base := address + "/lab/files/" + commit + "/in%20%3Cb%3Ehere/"
	for name, want := range map[string]string{"long.txt": "There is more than a page shows", "wide.txt": "w …", "binary": "A binary file of 3 bytes", "bom.txt": "There is more"} {
		body := get(t, base+name, 200)
		if !strings.Contains(body, want) || len(body) > 2<<20 {
			t.Errorf("%s: a page of %d bytes does not say %q", name, len(body), want)
		}
	}
	body := get(t, address+"/lab/commit/"+commit, 200)
	if !strings.Contains(body, "… more of this file than a page shows") || !strings.Contains(body, " b/in &lt;b&gt;here/wide.txt") || len(body) > 2<<20 {
		t.Errorf("of a commit with a long file, another file is not shown, in %d bytes", len(body))
	}
	many := map[string]string{}
	for i := range 40 {
		many[strings.Repeat("f", i+1)] = strings.Repeat("line\n", 1000)
	}
	commit = commitOf(t, path, "Many", many, commit)
	if body := get(t, address+"/lab/commit/"+commit, 200); !strings.Contains(body, "There is more than a page shows") || len(body) > 2<<20 {
		t.Errorf("the page of a commit with many long files has %d bytes", len(body))
	}
	for range 60 {
		commit = commitOf(t, path, "Go on", map[string]string{"a": "b"}, commit)
	}
	if b := browse(t, address); len(b.pages) < 120 || !b.has("Begin") {
		t.Errorf("%d pages were found, and not the first commit", len(b.pages))
	}
}

// TestGitIsServedBeside: a clone by the same address, which is no page.
func TestGitIsServedBeside(t *testing.T) {
	address, path, _ := repositoryOf(t)
	commit := commitOf(t, path, "Begin", map[string]string{"a": "b"})
	if out := git(t, path, "", "ls-remote", address+"/lab.git", "main"); !strings.HasPrefix(out, commit) {
		t.Errorf("got %q", out)
	}
	if _, err := os.Stat(filepath.Join(path, "objects")); err != nil {
		t.Error(err)
	}
}
