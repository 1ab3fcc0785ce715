package kube_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

const oneContext = `apiVersion: v1
kind: Config
current-context: NAME
clusters: [{name: NAME, cluster: {server: "https://NAME.example.com", certificate-authority: ca.crt}}]
users: [{name: NAME, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login, interactiveMode: Never}}}]
contexts: [{name: NAME, context: {cluster: NAME, user: NAME}}]
`

// TestKubeconfigOfSeveralFiles: they are one, as with kubectl, and what is named
// relative to a file is found from anywhere.
func TestKubeconfigOfSeveralFiles(t *testing.T) {
	var files []string
	for _, name := range []string{"blue", "green"} {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, []byte(strings.ReplaceAll(oneContext, "NAME", name)), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(filepath.Dir(file), "ca.crt"), []byte("of "+name), 0o600); err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	list := strings.Join(append(files, filepath.Join(t.TempDir(), "missing")), string(os.PathListSeparator))
	file, err := kube.ReadFile(list)
	if err != nil {
		t.Fatal(err)
	}
	if contexts := strings.Join(file.Contexts(), " "); contexts != "blue green" {
		t.Error(contexts)
	}
	t.Chdir(t.TempDir())
	for i, name := range []string{"blue", "green"} {
		only, err := file.Only(name)
		if err != nil {
			t.Fatal(err)
		}
		server, ca, err := kube.Endpoint(only, name)
		if err != nil || server != "https://"+name+".example.com" || string(ca) != "of "+name {
			t.Errorf("%s is at %s, signed by %q: %v", name, server, ca, err)
		}
		if want := filepath.Join(filepath.Dir(files[i]), "login"); !strings.Contains(string(only), "command: "+want) {
			t.Errorf("%s is not in\n%s", want, only)
		}
		if other := []string{"green", "blue"}[i]; strings.Contains(string(only), other+".example.com") {
			t.Errorf("%s alone has %s, too:\n%s", name, other, only)
		}
	}

	_, err = file.Only("red")
	if err == nil || !strings.Contains(err.Error(), `no context "red": it has blue, green`) {
		t.Errorf("a context that is not there: %v", err)
	}
	if _, err := kube.ReadFile(filepath.Join(t.TempDir(), "missing")); err == nil {
		t.Error("a file that is not there passes")
	}
}

// FuzzKubeconfig: whatever a kubeconfig holds, it is refused or understood, and
// an error never quotes a secret of it.
func FuzzKubeconfig(f *testing.F) {
	secret := base64.StdEncoding.EncodeToString([]byte("correct horse battery staple"))
	f.Add([]byte(strings.ReplaceAll(oneContext, "NAME", "blue")), "blue")
	f.Add([]byte("users: [{name: a, user: {token: "+secret+"}}]\ncontexts: [{name: a, context: {user: a}}]\n"), "a")
	f.Add([]byte("users: [{name: a, user: {token: ["+secret+"]}}]\n"), "a")
	f.Add([]byte("users: {token: "+secret+"\n"), "")
	f.Add([]byte("{\"users\":[{\"name\":\"a\",\"user\":{\"client-key-data\":\""+secret+"\",\"client-certificate-data\":\"AA==\"}}],\"contexts\":[{\"name\":\"a\",\"context\":{\"user\":\"a\",\"cluster\":\"a\"}}],\"clusters\":[{\"name\":\"a\",\"cluster\":{\"server\":\"https://a\"}}]}"), "a")
	f.Fuzz(func(t *testing.T, data []byte, context string) {
		_, err := kube.Connect(data, context)
		if _, _, endpointErr := kube.Endpoint(data, context); err == nil && endpointErr != nil {
			t.Errorf("it connects, and has no endpoint: %v", endpointErr)
		}
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("%v", err)
		}
	})
}
