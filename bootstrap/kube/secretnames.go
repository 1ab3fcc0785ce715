package kube

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// SecretName is what may be known of a Secret by anybody.
type SecretName struct {
	Namespace string   `json:"namespace" yaml:"namespace"`
	Name      string   `json:"name" yaml:"name"`
	Type      string   `json:"type" yaml:"type"`
	Keys      []string `json:"keys" yaml:"keys"`
}

// secretTable is a list of Secrets as the API server prints it: their values stay there. The keys are in the record of
// who wrote which field.
type secretTable struct {
	Rows []struct {
		Cells  []any `json:"cells"`
		Object struct {
			Metadata struct {
				Namespace     string `json:"namespace"`
				Name          string `json:"name"`
				ManagedFields []struct {
					FieldsV1 map[string]json.RawMessage `json:"fieldsV1"`
				} `json:"managedFields"`
			} `json:"metadata"`
		} `json:"object"`
	} `json:"rows"`
}

// SecretNames lists the Secrets of a namespace without reading one.
func (c *Client) SecretNames(ctx context.Context, namespace string) ([]SecretName, error) {
	text, err := c.discovery.RESTClient().Get().AbsPath("/api/v1/namespaces", namespace, "secrets").
		SetHeader("Accept", "application/json;as=Table;v=v1;g=meta.k8s.io").Param("includeObject", "Metadata").DoRaw(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the names of Secrets in %s: %w", namespace, err)
	}
	var table secretTable
	if err := json.Unmarshal(text, &table); err != nil {
		return nil, fmt.Errorf("list the names of Secrets in %s: %w", namespace, err)
	}
	var out []SecretName
	for _, row := range table.Rows {
		s := SecretName{Namespace: row.Object.Metadata.Namespace, Name: row.Object.Metadata.Name}
		if len(row.Cells) > 1 {
			s.Type, _ = row.Cells[1].(string)
		}
		keys := map[string]bool{}
		for _, m := range row.Object.Metadata.ManagedFields {
			for _, field := range []string{"f:data", "f:stringData"} { // as it was written
				var data map[string]json.RawMessage
				if json.Unmarshal(m.FieldsV1[field], &data) != nil {
					continue
				}
				for key := range data {
					if name, ok := strings.CutPrefix(key, "f:"); ok {
						keys[name] = true
					}
				}
			}
		}
		s.Keys = slices.Sorted(maps.Keys(keys))
		out = append(out, s)
	}
	return out, nil
}
