package gitweb

import (
	"bytes"
	"net/http"
	"time"
)

// reading is how long a browser may take to read a page.
const reading = time.Minute

// show writes a page that is complete, or an error.
func (web *web) show(w http.ResponseWriter, name string, data any) {
	var page bytes.Buffer
	if err := web.pages.ExecuteTemplate(&page, name, data); err != nil {
		http.Error(w, "the page could not be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	c := http.NewResponseController(w)
	_ = c.SetWriteDeadline(time.Now().Add(reading)) // where that cannot be, the page is kept for as long as it is read
	_, _ = w.Write(page.Bytes())                    // the browser sees a broken connection itself
	_ = c.SetWriteDeadline(time.Time{})             // the connection's next answer may be later
}

func style(w http.ResponseWriter, r *http.Request) {
	text, err := files.ReadFile("pages/style.css")
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/css; charset=utf-8")
	_, _ = w.Write(text)
}
