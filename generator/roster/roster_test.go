package roster

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "write what is read into testdata")

// TestRead reads the lists of testdata: each holds one in a file called by its
// format, with options, and what comes of it under want.
func TestRead(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			opts := Options{Map: map[string]string{}}
			for _, line := range strings.Fields(string(a.Comment)) {
				if field, column, ok := strings.Cut(line, "="); ok {
					opts.Map[field] = column
				}
			}
			got := told(Read(a.Files[0].Data, opts))
			if *update {
				a.Files = append(a.Files[:1], txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(a.Files[1].Data), got); diff != "" {
				t.Errorf("-want +got (go test -update writes it):\n%s", diff)
			}
		})
	}
}

// told writes what was read, a line for each row.
func told(l *List, err error) string {
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s; unread: %s\n", l.Format, strings.Join(l.Unread, ", "))
	for _, r := range l.Rows {
		if r.Wrong+r.Passed != "" {
			fmt.Fprintf(&b, "%d: %s: wrong: %s passed: %s\n", r.Line, r.Cluster.Name, r.Wrong, r.Passed)
			continue
		}
		c := r.Cluster
		shard, _ := json.Marshal(c.Shard)
		secret := ""
		if c.Credentials != nil {
			secret = c.Credentials.SecretRef.Name
		}
		fmt.Fprintf(&b, "%d: %s %v server=%s context=%s role=%s provider=%s domain=%s kubernetes=%s secret=%s shard=%s ring=%s\n",
			r.Line, c.Name, c.Labels, c.Server, c.Context, c.Role, c.Provider, c.Domain, c.Kubernetes, secret, shard, r.Ring)
	}
	return b.String()
}

func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		opts Options
		want string
	}{
		"nothing":          {"  \n", Options{}, "it is empty"},
		"no text":          {"name\n\xff\xfe", Options{}, "no UTF-8"},
		"too large":        {"name\n" + strings.Repeat("a", MaxSize), Options{}, "larger than 32 MiB"},
		"too many rows":    {"name\n" + strings.Repeat("a\n", maxRows+1), Options{}, "more than 10000 rows"},
		"too many objects": {"[" + strings.Repeat("{},", maxRows) + "{}]", Options{}, "10001 rows, and 10000 are the most"},
		"no name":          {"host,zone\na,b\n", Options{}, "no column is called name; say which is, such as --map name=host (there are host, zone)"},
		"a head alone":     {"name,zone\n,\n", Options{}, "it has no rows below its head"},
		"two columns":      {"name,name\na,b\n", Options{}, `two columns "name"`},
		"a quote":          {"name,zone\na,b\n\"c,d\n", Options{}, "line 3: extraneous or missing"},
		"no such column":   {"name\na\n", Options{Map: map[string]string{"server": "url"}}, `there is no column "url"; there are name`},
		"no such field":    {"name\na\n", Options{Map: map[string]string{"token": "name"}}, `there is no field "token"; there are context,`},
		"no such format":   {"name\na\n", Options{Format: "xml"}, "there are capi, csv, json, kubeconfig, tofu"},
		"broken JSON":      {"[{\"name\": \"a\"},\n{\"name\": }]", Options{}, "as json: read JSON, line 2: invalid character"},
		"half of JSON":     {"[{\"name\": \"a\"},\n{\"name\"", Options{Format: "json"}, "read JSON, line 2: unexpected EOF"},
		"deep JSON":        {strings.Repeat("[", 100), Options{Format: "json"}, "nested deeper"},
		"no kubeconfig":    {"a: 1\n", Options{Format: "kubeconfig"}, "it has no contexts"},
		"no outputs":       {"{\"a\": 1}", Options{Format: "tofu"}, "not what tofu output -json prints"},
		"a bomb": {"a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n" +
			"e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\ng: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]\n", Options{Format: "json"}, "refers to itself"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read([]byte(c.text), c.opts)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
