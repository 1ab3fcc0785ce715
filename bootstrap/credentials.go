package bootstrap

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/generator/platform"
)

// manager owns the fields of what only bootstrap writes: credentials.
const manager = "slipway"

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
	tenants, err := s.tenantSecrets(ctx)
	if err != nil {
		return "", err
	}
	wanted = append(wanted, tenants...)
	cas, err := s.caSecrets(ctx)
	if err != nil {
		return "", err
	}
	pulls, err := s.pullSecrets(ctx, s.host)
	if err != nil {
		return "", err
	}
	age, err := s.ageSecret(ctx)
	if err != nil {
		return "", err
	}
	wanted = slices.Concat(wanted, cas, pulls, age)
	charts, err := s.chartSecrets(ctx)
	if err != nil {
		return "", err
	}
	wanted = append(wanted, charts...)
	clusters, anew, err := s.clusterSecrets(ctx, ui)
	if err != nil {
		return "", err
	}
	wanted = append(wanted, clusters...)
	changed := 0
	if err := s.aroundAnew(ctx, anew, func() (err error) { changed, err = put(ctx, s.kube, wanted); return err }); err != nil {
		return "", err
	}
	driven, err := s.drivenPullSecrets(ctx)
	if err != nil {
		return "", err
	}
	opened, err := s.writeSecrets(ctx)
	if err != nil {
		return "", err
	}
	filled, err := s.componentSecrets(ctx)
	if err != nil {
		return "", err
	}
	s.written += changed + driven.changed + opened.changed
	if s.written > 0 {
		if err := s.reread(ctx); err != nil {
			return "", err
		}
	}
	changed = s.written + filled.changed
	switch total := len(wanted) + driven.needed + opened.needed + filled.needed; {
	case total == 0:
		return "none are declared", nil
	case changed == 0:
		return "up to date", nil
	default:
		return fmt.Sprintf("%d of %d written", changed, total), nil
	}
}

func (s *session) gitSecret(login credential.Value, ca string) map[string]any {
	return s.repositorySecret(s.Agent.GitSecret, s.Platform.GitCredential(), s.Platform.Repository.URL, login, ca)
}

// repositorySecret is what the agent reads a repository with; more stands in the template besides.
func (s *session) repositorySecret(t platform.SecretTemplate, c *platform.Credential, url string, login credential.Value, ca string, more ...string) map[string]any {
	var app, installation, api string
	if c != nil && c.GitHubApp != nil {
		app, installation = strconv.Itoa(c.GitHubApp.AppID), strconv.Itoa(c.GitHubApp.InstallationID)
		_, api = c.GitHubApp.API(url)
	}
	values := strings.NewReplacer(append(more, "$url", url, "$appID", app, "$installationID", installation, "$appKey", login.GitHubAppKey, "$appURL", api, "$username", login.Username,
		"$password", login.Password, "$sshPrivateKey", login.SSHKey, "$knownHosts", login.KnownHosts, "$ca", ca)...)
	return s.secret(values.Replace(t.Name), t, values)
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
