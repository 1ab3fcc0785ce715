package bootstrap

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator/platform"
)

func TestWhatIsOnItsWayOut(t *testing.T) {
	agent := &platform.Agent{Traces: platform.Traces{Kinds: platform.Kinds{"config.example.com"}}}
	for name, test := range map[string]struct{ meta, want string }{
		"nothing":        {`{"name":"page"}`, ""},
		"one of its own": {`{"name":"page","deletionTimestamp":"2026-11-26T18:00:00Z","finalizers":["f"]}`, "Profile page"},
	} {
		t.Run(name, func(t *testing.T) {
			client := clientOf(t, profiles(test.meta))
			if got, err := going(t.Context(), client, agent); err != nil || nameOf(got) != test.want {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
}

// TestWhatGoesIsUrged, by its uid, and nothing else is.
func TestWhatGoesIsUrged(t *testing.T) {
	agent := &platform.Agent{Traces: platform.Traces{Kinds: platform.Kinds{"config.example.com"}}}
	for meta, want := range map[string]string{
		`{"name":"page","uid":"one"}`: "",
		`{"name":"page","uid":"one","deletionTimestamp":"2026-11-26T18:00:00Z","finalizers":["f"]}`: "PATCH /apis/config.example.com/v1/profiles/page one",
	} {
		said := ""
		client := clientOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				profiles(meta)(w, r)
				return
			}
			var change struct {
				Metadata struct {
					UID         string
					Annotations map[string]string
				}
			}
			if err := json.NewDecoder(r.Body).Decode(&change); err != nil || change.Metadata.Annotations[urgedAnnotation] == "" {
				t.Errorf("it is changed to %+v, %v", change, err)
			}
			said += r.Method + " " + r.URL.Path + " " + change.Metadata.UID
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, `{"apiVersion":"config.example.com/v1","kind":"Profile","metadata":{"name":"page"}}`)
		}))
		all, err := going(t.Context(), client, agent)
		for _, m := range all {
			err = errors.Join(err, urge(t.Context(), client, m))
		}
		if err != nil || said != want {
			t.Errorf("of %s: %q, %v", meta, said, err)
		}
	}
}

// profiles is an API server with one object of the agent's kind, and a namespace
// that is on its way out, which is not the agent's.
func profiles(meta string) http.HandlerFunc {
	const list = `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","metadata":{},"items":[{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":%s}]}`
	const resources = `{"kind":"APIResourceList","groupVersion":%q,"resources":[{"name":%q,"kind":%q,"verbs":["list","patch","delete","get"]}]}`
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch {
		case r.URL.Path == "/api":
			fmt.Fprint(w, `{"kind":"APIVersions","versions":["v1"]}`)
		case r.URL.Path == "/api/v1":
			fmt.Fprintf(w, resources, "v1", "namespaces", "Namespace")
		case r.URL.Path == "/apis":
			fmt.Fprint(w, `{"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"config.example.com","versions":[{"groupVersion":"config.example.com/v1","version":"v1"}]}]}`)
		case r.URL.Path == "/apis/config.example.com/v1":
			fmt.Fprintf(w, resources, "config.example.com/v1", "profiles", "Profile")
		case strings.HasSuffix(r.URL.Path, "/profiles"):
			fmt.Fprintf(w, list, meta)
		default:
			fmt.Fprintf(w, list, `{"name":"shop","deletionTimestamp":"2026-11-26T18:00:00Z"}`)
		}
	}
}
