package load

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/cuecontext"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/schemas"
)

// TestInputDrift keeps the Go types and the schema equal in their names.
func TestInputDrift(t *testing.T) {
	schema, err := compileInputSchema(cuecontext.New(cuecontext.CUE_DEBUG("")), schemas.FS, inputTestEnums())
	if err != nil {
		t.Fatal(err)
	}
	drift(t, "#Platform", reflect.TypeFor[platform.Input](), schema.definition(inputPlatform))
}

func drift(t *testing.T, path string, typ reflect.Type, schema cue.Value) {
	switch typ.Kind() {
	case reflect.Pointer:
		drift(t, path, typ.Elem(), schema)
	case reflect.Slice:
		if item, ok := cueBelow(schema, []any{0}); ok {
			drift(t, path+"[]", typ.Elem(), item)
		} else {
			t.Errorf("%s: the schema has no list", path)
		}
	case reflect.Map:
		if typ.Elem().Kind() == reflect.Interface {
			return
		}
		for _, value := range cuePatterns(schema) {
			drift(t, path+"[string]", typ.Elem(), value)
		}
	case reflect.Struct:
		names := cueFieldNames(schema)
		var tags []string
		for i := range typ.NumField() {
			tag, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			tags = append(tags, tag)
			below, ok := cueField(schema, tag)
			if !slices.Contains(names, tag) || !ok {
				t.Errorf("%s: the schema lacks %s", path, tag)
				continue
			}
			if cueDoc(below) == "" {
				t.Errorf("%s.%s has no comment to show as a hint", path, tag)
			}
			drift(t, path+"."+tag, typ.Field(i).Type, below)
		}
		for _, name := range names {
			if !slices.Contains(tags, name) {
				t.Errorf("%s: %v lacks %s", path, typ, name)
			}
		}
	}
}
