package gitweb

import (
	"embed"
	"errors"
	"html/template"
	"net/http"

	"github.com/slipway-platform/slipway/bootstrap/guard"
)

//go:embed pages
var files embed.FS

// atOnce is how many pages are made at a time: each runs git.
const atOnce = 4

// policy lets browsers do nothing with a page but show it.
const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

type web struct {
	root  string
	pages *template.Template
	turns chan struct{}
}

// New shows every bare repository in root at /<name>/.
func New(root string) http.Handler {
	w := &web{root: root, turns: make(chan struct{}, atOnce)}
	w.pages = template.Must(template.New("").Funcs(template.FuncMap{"visible": visible}).ParseFS(files, "pages/*.html"))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", w.page(w.repositories))
	mux.HandleFunc("GET /-/style.css", style)
	mux.HandleFunc("GET /{name}/{$}", w.page(w.commits))
	mux.HandleFunc("GET /{name}/commit/{commit}", w.page(w.commit))
	mux.HandleFunc("GET /{name}/files/{commit}/{path...}", w.page(w.files))
	return guard.Pages(mux, policy, guard.ByAddress, "open this page by its IP address, or as localhost")
}

// errNotFound is a page about something that does not exist.
var errNotFound = errors.New("there is no such page")

// finder finds out about a page; elsewhere is where to look instead.
type finder func(r *http.Request) (name string, data any, elsewhere string, err error)

// page runs what finds out about a page, and shows it.
func (web *web) page(find finder) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		name, data, elsewhere, err := web.inTurn(r, find)
		switch {
		case errors.Is(err, errNotFound):
			http.NotFound(w, r)
		case err != nil:
			http.Error(w, "git could not say: "+err.Error(), http.StatusInternalServerError)
		case elsewhere != "":
			http.Redirect(w, r, elsewhere, http.StatusFound)
		default:
			web.show(w, name, data)
		}
	}
}

// inTurn finds out about a page when it is its turn. That ends before anything is
// written: who does not read keeps nobody else waiting.
func (web *web) inTurn(r *http.Request, find finder) (name string, data any, elsewhere string, err error) {
	select {
	case web.turns <- struct{}{}:
		defer func() { <-web.turns }()
	case <-r.Context().Done():
		return "", nil, "", r.Context().Err()
	}
	return find(r)
}
