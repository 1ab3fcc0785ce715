package bootstrap

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/chart"
	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/bootstrap/git"
	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// manager owns the fields of what only bootstrap writes: credentials.
const manager = "slipway"

// gitCredential finds the credential that the platform declares for its
// repository; the zero value when it declares none.
func gitCredential(ctx context.Context, opts Options) (credential.Value, error) {
	c := opts.Platform.GitCredential()
	if c == nil {
		return credential.Value{}, nil
	}
	whole := *c
	whole.URL = opts.Platform.Repository.URL // git's helpers may tell repositories of one host apart
	v, err := opts.Credentials.Read(ctx, whole)
	if v.Password != "" && v.SSHKey == "" && v.Username == "" {
		v.Username = git.Username(whole.URL) // agents do not all fill it in themselves
	}
	return v, err
}

// gitAuth is what Slipway itself reads and pushes the repository with.
func gitAuth(ctx context.Context, opts Options) (git.Auth, error) {
	v, err := gitCredential(ctx, opts)
	if err != nil {
		return git.Auth{}, err
	}
	url := opts.Platform.Repository.URL
	ca, err := caFor(ctx, opts, url)
	if err != nil {
		return git.Auth{}, err
	}
	if c := opts.Platform.GitCredential(); c != nil && c.GitHubApp != nil {
		token, err := opts.Credentials.AppToken(ctx, *c, url, ca)
		return git.Auth{Username: credential.AppUser, Password: token, CA: ca}, err
	}
	return git.Auth{Username: v.Username, Password: v.Password, SSHKey: []byte(v.SSHKey), KnownHosts: []byte(v.KnownHosts), CA: ca}, nil
}

// chartLogin is what Slipway itself reads charts and published manifests with.
func chartLogin(ctx context.Context, opts Options, repository string) (chart.Credentials, error) {
	ca, err := caFor(ctx, opts, repository)
	declared := opts.Platform.ChartCredential(repository)
	if err != nil || declared == nil {
		return chart.Credentials{CA: ca}, err
	}
	login, err := opts.Credentials.Read(ctx, *declared)
	return chart.Credentials{Username: login.Username, Password: login.Password, CA: ca}, err
}

// ensureCredentials makes what the repository only refers to: the secrets of
// Git and of chart repositories, and those of clusters that the provider made.
func ensureCredentials(ctx context.Context, s *session, ui StepUI) (string, error) {
	var wanted []map[string]any
	login, err := s.agentCredential(ctx)
	if err != nil {
		return "", err
	}
	if ca, err := caFor(ctx, s.Options, s.Platform.Repository.URL); err != nil {
		return "", err
	} else if secret := s.gitSecret(login, string(ca)); login != (credential.Value{}) || tells(s.Agent.GitSecret, "$ca") && len(ca) > 0 {
		wanted = append(wanted, secret)
	}
	cas, err := s.caSecrets(ctx)
	if err != nil {
		return "", err
	}
	pulls, err := s.pullSecrets(ctx, s.host)
	if err != nil {
		return "", err
	}
	wanted = append(wanted, append(cas, pulls...)...)
	charts, err := s.chartSecrets(ctx)
	if err != nil {
		return "", err
	}
	wanted = append(wanted, charts...)
	clusters, err := s.clusterSecrets(ctx, ui)
	if err != nil {
		return "", err
	}
	wanted = append(wanted, clusters...)
	if _, err := s.put(ctx, s.kube, wanted); err != nil {
		return "", err
	}
	driven, err := s.drivenPullSecrets(ctx)
	if err != nil {
		return "", err
	}
	needed, filled, err := s.componentSecrets(ctx)
	if err != nil {
		return "", err
	}
	changed := s.written + filled
	if s.written > 0 {
		if err := s.reread(ctx); err != nil {
			return "", err
		}
	}
	switch total := len(wanted) + driven + needed; {
	case total == 0:
		return "none are declared", nil
	case changed == 0:
		return "up to date", nil
	default:
		return fmt.Sprintf("%d of %d written", changed, total), nil
	}
}

func (s *session) gitSecret(login credential.Value, ca string) map[string]any {
	t, url := s.Agent.GitSecret, s.Platform.Repository.URL
	var app, installation, api string
	if c := s.Platform.GitCredential(); c != nil && c.GitHubApp != nil {
		app, installation = strconv.Itoa(c.GitHubApp.AppID), strconv.Itoa(c.GitHubApp.InstallationID)
		_, api = c.GitHubApp.API(url)
	}
	return s.secret(t.Name, t, strings.NewReplacer("$url", url, "$appID", app, "$installationID", installation, "$appKey", login.GitHubAppKey, "$appURL", api, "$username", login.Username,
		"$password", login.Password, "$sshPrivateKey", login.SSHKey, "$knownHosts", login.KnownHosts, "$ca", ca))
}

// secret fills in a template; keys that come out empty are left out.
func (s *session) secret(name string, t platform.SecretTemplate, values *strings.Replacer) map[string]any {
	data := map[string]any{}
	namespace := cmp.Or(t.Namespace, s.Agent.Namespace)
	for key, text := range t.Data {
		switch value := values.Replace(text); {
		case value == "":
		case t.Kind == "ConfigMap":
			data[values.Replace(key)] = value
		default:
			data[values.Replace(key)] = base64.StdEncoding.EncodeToString([]byte(value))
		}
	}
	if t.Kind == "ConfigMap" { // it has another owner, whose labels it carries
		return map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": name, "namespace": namespace}, "data": data}
	}
	return secretObject(namespace, name, t.Type, t.Labels, data)
}

func secretObject(namespace, name, kind string, labels map[string]string, data map[string]any) map[string]any {
	l := map[string]any{"app.kubernetes.io/managed-by": "slipway"}
	for k, v := range labels {
		l[k] = v
	}
	return map[string]any{
		"apiVersion": "v1", "kind": "Secret", "type": kind,
		"metadata": map[string]any{"name": name, "namespace": namespace, "labels": l},
		"data":     data,
	}
}

// madeByBootstrap reports whether an object has the label of what bootstrap makes.
func madeByBootstrap(obj map[string]any) bool {
	labels, _ := at(obj, "metadata.labels").(map[string]any)
	return labels["app.kubernetes.io/managed-by"] == "slipway"
}

// agentSecrets makes the secrets that the agent itself needs, filled with
// random text once: what a hook of its chart would have done.
func (s *session) agentSecrets(ctx context.Context) error {
	for _, r := range s.Agent.Secrets {
		where := kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: s.Agent.Namespace, Name: r.Name}
		if _, err := fillSecret(ctx, s.kube, where, r.Labels, r.Random); err != nil {
			return err
		}
	}
	return nil
}

// fillSecret gives every key that a Secret lacks random text, and reports
// whether it lacked any. Keys that are there stay as they are.
func fillSecret(ctx context.Context, client *kube.Client, where kube.Ref, labels map[string]string, keys []string) (bool, error) {
	live, err := client.Get(ctx, where)
	if err != nil && !errors.Is(err, kube.ErrNotFound) {
		return false, err
	}
	have, _ := live["data"].(map[string]any)
	data := map[string]any{}
	for _, key := range keys {
		if have[key] == nil {
			data[key] = base64.StdEncoding.EncodeToString([]byte(randomText()))
		}
	}
	if len(data) == 0 {
		return false, nil
	}
	for _, key := range keys {
		if have[key] != nil {
			data[key] = have[key] // applying without it would remove it
		}
	}
	_, err = client.Apply(ctx, manager, []map[string]any{secretObject(where.Namespace, where.Name, "Opaque", labels, data)}, kube.ApplyOptions{Force: true})
	return true, err
}

func randomText() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b)
}
