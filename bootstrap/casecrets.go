package bootstrap

import (
	"context"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// caSecrets are what the agent needs to trust the certificates that the platform
// declares. They are not in Git although they are no secrets: without them the
// agent could not read Git. Servers of one object are its entries.
func (s *session) caSecrets(ctx context.Context) ([]map[string]any, error) {
	var out []map[string]any
	at := map[string]map[string]any{}
	for _, c := range s.Platform.Credentials {
		if c.Kind != "ca" {
			continue
		}
		v, err := s.Credentials.Read(ctx, c)
		if err != nil {
			return nil, err
		}
		for _, t := range s.Agent.CASecrets {
			values := strings.NewReplacer("$name", c.Name, "$host", platform.Hostname(c.URL), "$ca", v.CA)
			object := s.secret(values.Replace(t.Name), t, values)
			key := t.Kind + t.Namespace + "/" + values.Replace(t.Name)
			if there := at[key]; there != nil {
				for name, data := range object["data"].(map[string]any) {
					there["data"].(map[string]any)[name] = data
				}
				continue
			}
			at[key] = object
			out = append(out, object)
		}
	}
	return out, nil
}
