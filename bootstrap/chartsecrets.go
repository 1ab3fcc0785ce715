package bootstrap

import (
	"context"
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/credential"
	"github.com/slipway-platform/slipway/generator/platform"
)

// chartSecrets are what the agent needs to read chart repositories: the
// credentials that the platform declares and, for an agent that is told so by
// secret, what it cannot see from an address.
func (s *session) chartSecrets(ctx context.Context) ([]map[string]any, error) {
	var out []map[string]any
	seen := map[string]bool{}
	for _, read := range platformReads(s.Platform) {
		chart, t := read.chart, s.Agent.ChartSecret
		switch {
		case read.published:
			t = s.Agent.ManifestsSecret
		case chart.OCI():
			t = s.Agent.OCISecret
		}
		key := t.Namespace + "/" + t.Name + " " + chart.Repository
		if seen[key] {
			continue
		}
		seen[key] = true
		declared := s.Platform.ChartCredential(chart.Repository)
		if declared == nil && !unclear(chart, t) {
			continue
		}
		var login credential.Value
		if declared != nil {
			var err error
			if login, err = s.Credentials.Read(ctx, *declared); err != nil {
				return nil, err
			}
		}
		out = append(out, s.chartSecret(t, chart, login))
	}
	return out, nil
}

func (s *session) chartSecret(t platform.SecretTemplate, chart platform.Chart, login credential.Value) map[string]any {
	address := strings.TrimPrefix(chart.Repository, "oci://")
	host, _, _ := strings.Cut(address, "/")
	if u, err := url.Parse(chart.Repository); err == nil {
		host = u.Host
	}
	return s.secret(strings.ReplaceAll(t.Name, "$name", chart.RepositoryID()), t, strings.NewReplacer(
		"$name", chart.RepositoryID(), "$url", address, "$host", host, "$username", login.Username, "$password", login.Password,
		"$auth", base64.StdEncoding.EncodeToString([]byte(login.Username+":"+login.Password)),
		"$oci", onlyTrue(chart.OCI()), "$plainHTTP", onlyTrue(chart.PlainHTTP())))
}

// unclear reports whether a secret has to say what an address does not: that a
// registry on this machine speaks plain HTTP, and that one which is named by
// number and port is a registry, since that by itself is no URL.
func unclear(chart platform.Chart, t platform.SecretTemplate) bool {
	_, err := url.Parse(strings.TrimPrefix(chart.Repository, "oci://"))
	return chart.PlainHTTP() && tells(t, "$plainHTTP") || chart.OCI() && err != nil && tells(t, "$oci")
}

func tells(t platform.SecretTemplate, what string) bool {
	for _, text := range t.Data {
		if strings.Contains(text, what) {
			return true
		}
	}
	return false
}

// reads is where units come from: a chart, or published manifests as a chart
// from the same place would name it.
type reads struct {
	chart     platform.Chart
	published bool
}

// platformReads lists where every unit comes from that Git only names.
func platformReads(p *platform.Platform) []reads {
	var out []reads
	for _, c := range p.Components {
		for _, v := range c.Variants {
			for _, u := range v.Units {
				if u.Chart != nil {
					out = append(out, reads{chart: *u.Chart})
				}
				if u.Manifests != nil {
					out = append(out, reads{u.Manifests.Registry(), u.Manifests.OCI()})
				}
			}
		}
	}
	return out
}

// onlyTrue writes nothing for false: keys without a value are left out.
func onlyTrue(b bool) string {
	if b {
		return "true"
	}
	return ""
}
