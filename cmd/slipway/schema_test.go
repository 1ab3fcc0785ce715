package main

import (
	"bytes"
	"testing"

	"github.com/slipway-platform/slipway/generator"
)

// TestSchemaReference holds the JSON Schema that the program has to the schemas
// and the catalog.
func TestSchemaReference(t *testing.T) {
	src, err := (&app{}).sources()
	if err != nil {
		t.Fatal(err)
	}
	made, err := generator.MakeJSONSchema(src)
	if err != nil {
		t.Fatal(err)
	}
	holdsPage(t, "../../schemas/platform.schema.json", made)
	again, err := generator.MakeJSONSchema(src)
	if err != nil || !bytes.Equal(made, again) {
		t.Errorf("made twice it differs, or %v", err)
	}
}
