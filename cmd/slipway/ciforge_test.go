package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
)

// ciForge has what the checks ask a forge's API for: the comments of one pull request, as GitHub and Forgejo have them and as
// GitLab does.
type ciForge struct {
	*httptest.Server
	mu       sync.Mutex
	login    string // who its token is of
	comments []*ciComment
}

type ciComment struct {
	ID   int    `json:"id"`
	Body string `json:"body"`
	User struct {
		Login string `json:"login"`
	} `json:"user"`
	Author struct {
		ID int `json:"id"`
	} `json:"author"`
}

const (
	ciToken = "the-forges-token"
	ciUser  = 42
)

func newCIForge(t *testing.T, login, lookalike string) *ciForge {
	f := &ciForge{login: login}
	f.comments = []*ciComment{{ID: 1, Body: lookalike}}
	f.comments[0].User.Login, f.comments[0].Author.ID = "mallory", 6
	mux := http.NewServeMux()
	mux.HandleFunc("GET /user", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, `{"id": %d}`, ciUser) })
	for list, one := range map[string]string{
		"/repos/acme/platform/issues/7/comments": "PATCH /repos/acme/platform/issues/comments/{id}",
		"/projects/5/merge_requests/7/notes":     "PUT /projects/5/merge_requests/7/notes/{id}",
	} {
		mux.HandleFunc("GET "+list, func(w http.ResponseWriter, _ *http.Request) { answer(w, f.comments) })
		mux.HandleFunc("POST "+list, f.post)
		mux.HandleFunc(one, f.edit)
	}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+ciToken && r.Header.Get("PRIVATE-TOKEN") != ciToken {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(f.Close)
	return f
}

func (f *ciForge) post(w http.ResponseWriter, r *http.Request) {
	c := &ciComment{ID: len(f.comments) + 1}
	if err := json.NewDecoder(r.Body).Decode(c); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c.User.Login, c.Author.ID = f.login, ciUser
	f.comments = append(f.comments, c)
	answer(w, c)
}

func (f *ciForge) edit(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil || id < 1 || id > len(f.comments) {
		http.NotFound(w, r)
		return
	}
	if err := json.NewDecoder(r.Body).Decode(f.comments[id-1]); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}

func answer(w http.ResponseWriter, v any) {
	if err := json.NewEncoder(w).Encode(v); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}
