package gitweb

import (
	"bytes"
	"net/http"
)

// show writes a page that is complete, or an error.
func (web *web) show(w http.ResponseWriter, name string, data any) {
	var page bytes.Buffer
	if err := web.pages.ExecuteTemplate(&page, name, data); err != nil {
		http.Error(w, "the page could not be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(page.Bytes()) // the browser sees a broken connection itself
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
