//go:build unix

package local

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const exampleAgent = `
namespace: flux-system
services: {redis: true}
links: {helm: helm}
directories: ["{{.Dir}}/tmp"]
env: {SHARED: "{{.Namespace}}", REDIS_PASSWORD: "{{.RedisPassword}}", PATH: "{{.Path}}"}
processes:
- name: controller
  program: argocd
  args: ["--port={{port \"web\"}}", "--redis={{.Redis}}", "--run={{.Sockets}}", "--workers={{setting \"workers.most\" \"5\"}}"]
  env: {OWN: "{{.Kubeconfig}}"}
  ready: {url: 'http://127.0.0.1:{{port "web"}}/healthz'}
`

func TestAgentSpecRefuses(t *testing.T) {
	for what, change := range map[string][2]string{
		"an unknown key":           {"namespace:", "nonsense: 1\nnamespace:"},
		"no namespace":             {"namespace: flux-system", ""},
		"an unknown program":       {"program: argocd", "program: fluxd"},
		"a process without a name": {"- name: controller", "- name: ''"},
	} {
		if _, err := ReadAgentSpec([]byte(strings.Replace(exampleAgent, change[0], change[1], 1))); err == nil {
			t.Errorf("%s was accepted", what)
		}
	}
	if _, err := ReadAgentSpec(nil); err == nil {
		t.Error("an empty file was accepted")
	}
}

// TestAgentsOfThePlatform reads every agent's processes and keeps what they
// serve on loopback.
func TestAgentsOfThePlatform(t *testing.T) {
	paths, err := filepath.Glob("../../templates/agents/*/local.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no agents (%v)", err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		spec, err := ReadAgentSpec(data)
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		for _, p := range spec.Processes {
			if p.Ready == nil || !strings.HasPrefix(p.Ready.URL, "http://127.0.0.1:") {
				t.Errorf("%s: %s has no readiness on loopback", path, p.Name)
			}
			for _, arg := range p.Args {
				flag, value, _ := strings.Cut(arg, "=")
				if (strings.HasSuffix(flag, "addr") || strings.HasSuffix(flag, "address")) && value != "" && !strings.HasPrefix(value, "127.0.0.1") {
					t.Errorf("%s: %s listens with %s", path, p.Name, arg)
				}
			}
		}
	}
}

func exampleOf(t *testing.T, text string) Agent {
	t.Helper()
	spec, err := ReadAgentSpec([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got := spec.Programs(); !slices.Equal(got, []string{"argocd", "helm"}) {
		t.Errorf("programs are %v", got)
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "kubeconfig")
	data, err := kubeconfig("hub", "https://127.0.0.1:1", "token", []byte("ca"))
	if err != nil || os.WriteFile(config, data, 0o600) != nil {
		t.Fatal(err)
	}
	return Agent{Name: "hub/flux", Spec: spec, Dir: filepath.Join(dir, "agent"), Kubeconfig: config,
		Programs: map[string]string{"argocd": "/programs/argocd", "helm": "/programs/helm"}}
}

func TestAgentRender(t *testing.T) {
	t.Setenv("KUBECONFIG", "/home/user/.kube/config")
	t.Setenv("HTTPS_PROXY", "http://proxy.example.com")
	agent := exampleOf(t, exampleAgent)
	var rendered []Process
	for range 2 { // the second time everything is remembered
		r, err := agent.prepare()
		if err != nil {
			t.Fatal(err)
		}
		processes, err := agent.processes(r)
		if err != nil {
			t.Fatal(err)
		}
		rendered = append(rendered, processes...)
	}
	one, two := rendered[0], rendered[1]
	if !slices.Equal(one.Args, two.Args) || !slices.Equal(one.Env, two.Env) || *one.Ready != *two.Ready {
		t.Errorf("rendering again gave another process:\n%+v\n%+v", one, two)
	}
	if one.Name != "hub/flux/controller" || one.Path != "/programs/argocd" {
		t.Errorf("process is %+v", one)
	}
	if got := one.Args[len(one.Args)-1]; got != "--workers=5" {
		t.Errorf("without a setting it is %s", got)
	}
	agent.Settings = map[string]string{"workers.most": "50"}
	if r, err := agent.prepare(); err != nil {
		t.Error(err)
	} else if got, err := r.render("{{setting \"workers.most\" \"5\"}}", r.places); got != "50" || err != nil {
		t.Errorf("a setting is %s (%v)", got, err)
	}
	port := strings.TrimPrefix(one.Args[0], "--port=")
	if one.Ready.URL != "http://127.0.0.1:"+port+"/healthz" {
		t.Errorf("probe is %+v, port %s", one.Ready, port)
	}
	env := strings.Join(one.Env, "\n")
	for _, want := range []string{"SHARED=flux-system", "OWN=" + agent.Dir + "/kubeconfig", "HTTPS_PROXY=http://proxy.example.com", "no_proxy=", "PATH=" + agent.Dir + "/bin:"} {
		if !strings.Contains(env, want) {
			t.Errorf("environment lacks %s", want)
		}
	}
	if strings.Contains(env, "\nKUBECONFIG=") {
		t.Error("the user's KUBECONFIG reached the agent")
	}
	if target, err := os.Readlink(filepath.Join(agent.Dir, "bin", "helm")); err != nil || target != "/programs/helm" {
		t.Errorf("helm links to %s (%v)", target, err)
	}
	data, err := os.ReadFile(filepath.Join(agent.Dir, "kubeconfig"))
	if err != nil || !strings.Contains(string(data), "namespace: flux-system") || !strings.Contains(string(data), "token: token") {
		t.Errorf("kubeconfig is %s (%v)", data, err)
	}
}

func TestAgentKeepsPasswordsOutOfArguments(t *testing.T) {
	agent := exampleOf(t, strings.Replace(exampleAgent, "--redis={{.Redis}}", "--password={{.RedisPassword}}", 1))
	r, err := agent.prepare()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := agent.processes(r); err == nil || !strings.Contains(err.Error(), "RedisPassword") {
		t.Errorf("error is %v", err)
	}
}

func TestAgentSocketsHaveShortPaths(t *testing.T) {
	agents := t.TempDir()
	agent := Agent{Dir: filepath.Join(agents, strings.Repeat("long", 30))}
	if err := os.MkdirAll(agent.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	first, err := agent.ensureSockets()
	if err != nil || len(first) > longestSocketFolder {
		t.Fatalf("sockets go to %s (%v)", first, err)
	}
	if second, err := agent.ensureSockets(); err != nil || second != first {
		t.Errorf("then to %s (%v)", second, err)
	}
	if err := RemoveAgents(agents); err != nil {
		t.Error(err)
	}
	for _, folder := range []string{first, agents} {
		if _, err := os.Stat(folder); err == nil {
			t.Errorf("%s is still there", folder)
		}
	}
	if err := RemoveAgents(agents); err != nil {
		t.Errorf("nothing to remove: %v", err)
	}
}

// TestRedisForgets guards against a cache in which nothing expires.
func TestRedisForgets(t *testing.T) {
	address := freeAddress(t)
	keeper := newKeeper(t)
	if err := keeper.StartService(t.Context(), Service{Name: "redis", Kind: ServiceRedis, Address: address, Password: "s3cret"}); err != nil {
		t.Fatal(err)
	}
	client := dialRedis(t, address)
	if answer := client("GET", "key"); !strings.HasPrefix(answer, "-NOAUTH") {
		t.Errorf("without a password: %s", answer)
	}
	client("AUTH", "s3cret")
	client("SET", "key", "value", "EX", "1")
	if answer := client("EXISTS", "key"); answer != ":1" {
		t.Errorf("EXISTS: %s", answer)
	}
	time.Sleep(100 * time.Millisecond)
	soon(t, "expiry", func() bool { return client("EXISTS", "key") == ":0" })
}
