package board

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestABoardThatIsDown: a lab does not wait for one that takes the connection and
// says nothing, and a code is not carried elsewhere.
func TestABoardThatIsDown(t *testing.T) {
	listener, err := Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() // nobody accepts
	began := time.Now()
	if err := (Member{"http://" + listener.Addr().String(), code, "p01"}).Tell(t.Context(), did(1)); err == nil {
		t.Error("nobody answered, and that is no error")
	} else if strings.Contains(err.Error(), code) {
		t.Errorf("it says %v", err)
	}
	if took := time.Since(began); took > 3*patience {
		t.Errorf("it took %s", took)
	}
	carried := ""
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { carried = r.Header.Get("Authorization") }))
	defer elsewhere.Close()
	leads := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer leads.Close()
	if err := (Member{leads.URL, code, "p01"}).Tell(t.Context(), did(1)); err == nil || carried != "" {
		t.Errorf("a board that leads elsewhere: %v, and %q came there", err, carried)
	}
}

// TestWhatALabKnows is kept for its user alone, and only what can be true.
func TestWhatALabKnows(t *testing.T) {
	dir := t.TempDir()
	if m, err := ReadMember(dir); m != nil || err != nil {
		t.Fatal(m, err)
	}
	m := Member{"http://192.0.2.1:7070/", code, "p01"}
	if err := m.Check(); err != nil {
		t.Error(err)
	}
	if err := m.Keep(dir); err != nil {
		t.Fatal(err)
	}
	read, err := ReadMember(dir)
	info, statErr := os.Stat(filepath.Join(dir, "board.json"))
	if err != nil || *read != m || statErr != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("read back as %+v, %v, %v", read, err, info)
	}
	for _, bad := range []Member{{"192.0.2.1:7070", code, "p01"}, {"file:///etc/passwd", code, "p01"}, {"http://a:b@192.0.2.1", code, "p01"},
		{"http://192.0.2.1/x", code, "p01"}, {m.Address, "short", "p01"}, {m.Address, "two words", "p01"}, {m.Address, "------", "p01"}, {m.Address, "A----B", "p01"}, {m.Address, code, "P 01"}} {
		if bad.Check() == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
}
