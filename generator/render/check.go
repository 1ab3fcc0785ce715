package render

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"go.yaml.in/yaml/v3"
)

// noValue is what a template writes where there is nothing.
const noValue = "<no value>"

// check parses a rendered file before anything is written.
func check(how string, text []byte) error {
	if how == "none" {
		return nil
	}
	if bytes.Contains(text, []byte(noValue)) {
		return errors.New("a template wrote " + noValue + ", or a text of yours holds these words: then write them otherwise")
	}
	seen := map[string]bool{}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	for {
		var doc map[string]any
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read back: %w", err)
		}
		if how != "objects" || doc == nil {
			continue
		}
		id, err := identity(doc)
		if err != nil {
			return err
		}
		if seen[id] {
			return fmt.Errorf("%s is there twice", id)
		}
		seen[id] = true
	}
}

func identity(doc map[string]any) (string, error) {
	meta, _ := doc["metadata"].(map[string]any)
	apiVersion, _ := doc["apiVersion"].(string)
	kind, _ := doc["kind"].(string)
	name, _ := meta["name"].(string)
	namespace, _ := meta["namespace"].(string)
	if apiVersion == "" || kind == "" || name == "" {
		return "", errors.New("an object has no apiVersion, kind or metadata.name")
	}
	return fmt.Sprintf("%s %s %s/%s", apiVersion, kind, namespace, name), nil
}
