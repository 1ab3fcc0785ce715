package local

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
)

// places is what an agent's strings may refer to.
type places struct {
	Kubeconfig string
	Dir        string
	Bin        string
	Path       string
	Sockets    string
	Namespace  string
	Redis      string
	Patient    bool
	// These are the process's own.
	Shard, ShardNumber, Shards string
}

// privatePlaces is what its environment may refer to besides.
type privatePlaces struct {
	places
	RedisPassword string
}

type renderer struct {
	places   places
	password string
	ports    *Ports
	settings map[string]string
	path     string // that an agent gets as PATH, behind folders of its own
}

func (r renderer) render(text string, data any) (string, error) {
	t, err := template.New("").Option("missingkey=error").Funcs(template.FuncMap{"port": r.port, "setting": r.setting}).Parse(text)
	if err != nil {
		return "", fmt.Errorf("read %q: %w", text, err)
	}
	var out strings.Builder
	if err := t.Execute(&out, data); err != nil {
		return "", fmt.Errorf("fill in %q: %w", text, err)
	}
	return out.String(), nil
}

// port is one that goes with a name, or with a name and a shard.
func (r renderer) port(name string, shard ...string) (int, error) {
	return r.ports.Get(strings.TrimSuffix(strings.Join(append([]string{name}, shard...), "-"), "-"))
}

// setting is what the agent's component sets, or else what holds without.
func (r renderer) setting(path, without string) string {
	if value, ok := r.settings[path]; ok {
		return value
	}
	return without
}

func (r renderer) all(texts []string) ([]string, error) {
	out := make([]string, len(texts))
	for i, text := range texts {
		var err error
		if out[i], err = r.render(text, r.places); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// environment is the whole environment of one process, sorted.
func (r renderer) environment(layers ...map[string]string) ([]string, error) {
	env := inherited(os.Environ())
	env["PATH"] = r.path
	for _, layer := range layers {
		for name, text := range layer {
			value, err := r.render(text, privatePlaces{r.places, r.password})
			if err != nil {
				return nil, fmt.Errorf("environment %s: %w", name, err)
			}
			env[name] = value
		}
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(env)) {
		out = append(out, name+"="+env[name])
	}
	return out, nil
}

func (r renderer) probe(p *Probe) (*Probe, error) {
	if p == nil {
		return nil, nil
	}
	texts, err := r.all([]string{p.URL, p.CAFile, p.TCP})
	if err != nil {
		return nil, fmt.Errorf("readiness: %w", err)
	}
	return &Probe{URL: texts[0], CAFile: texts[1], TCP: texts[2]}, nil
}

// inherited lets through what reaching a network needs, and nothing that would
// make an agent behave differently from one machine to the next. Loopback never
// goes through a proxy.
func inherited(environ []string) map[string]string {
	allowed := []string{"PATH", "LANG", "SSL_CERT_FILE", "SSL_CERT_DIR", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "no_proxy"}
	env := map[string]string{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if slices.Contains(allowed, name) {
			env[name] = value
		}
	}
	for _, name := range []string{"NO_PROXY", "no_proxy"} {
		env[name] = strings.TrimPrefix(env[name]+",127.0.0.1,localhost", ",")
	}
	return env
}

func (r renderer) link(links, programs map[string]string) error {
	if err := os.MkdirAll(r.places.Bin, 0o700); err != nil {
		return fmt.Errorf("create folder of links: %w", err)
	}
	for name, program := range links {
		link := filepath.Join(r.places.Bin, name)
		if err := os.RemoveAll(link); err != nil {
			return fmt.Errorf("replace link %s: %w", name, err)
		}
		if err := os.Symlink(programs[program], link); err != nil {
			return fmt.Errorf("link %s: %w", name, err)
		}
	}
	return nil
}
