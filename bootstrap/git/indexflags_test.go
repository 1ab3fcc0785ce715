package git

import (
	"strings"
	"testing"
)

// TestCommitKeepsWhatIsAssumedUnchanged: git goes on passing over what its user keeps to themselves.
func TestCommitKeepsWhatIsAssumedUnchanged(t *testing.T) {
	for _, version := range []string{"2", "3", "4"} {
		t.Run(version, func(t *testing.T) {
			o := newPlatform(t, "")
			o.Branch = ""
			write(t, o.Dir, map[string]string{"a.env": "x\n", "local/mine.env": "x\n", "zone.txt": "x\n", "later.txt": "x\n"})
			run(t, o.Dir, "init", "--quiet", "-b", "main")
			run(t, o.Dir, "add", "a.env", "local", "zone.txt")
			run(t, o.Dir, "commit", "--quiet", "-m", "first")
			run(t, o.Dir, "update-index", "--index-version="+version)
			run(t, o.Dir, "update-index", "--assume-unchanged", "local/mine.env")
			write(t, o.Dir, map[string]string{"local/mine.env": "secret\n"})
			if _, err := Commit(t.Context(), o); err != nil {
				t.Fatal(err)
			}
			if got := run(t, o.Dir, "ls-files", "-v"); !strings.Contains(got, "h local/mine.env") || strings.Count("\n"+got, "\nh ") != 1 {
				t.Errorf("git says\n%s", got)
			}
			if got := run(t, o.Dir, "status", "--porcelain", "--untracked-files=no"); got != "" {
				t.Errorf("git status says %q", got)
			}
			if got := run(t, o.Dir, "fsck", "--strict"); got != "" {
				t.Errorf("git fsck says %q", got)
			}
		})
	}
}

// FuzzEachEntry: an index that is cut off, or none, is read as far as it goes.
func FuzzEachEntry(f *testing.F) {
	for _, text := range []string{"", "DIRC", "DIRC\x00\x00\x00\x04\x00\x00\x00\x02" + strings.Repeat("a", 70) + "\x00", "DIRC\x00\x00\x00\x02\xff\xff\xff\xff" + strings.Repeat("\x00", 200)} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(_ *testing.T, data []byte) {
		eachEntry(data, func(string, []byte) {})
	})
}
