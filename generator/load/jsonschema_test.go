package load

import (
	"testing"

	"cuelang.org/go/cue"
	"github.com/google/go-cmp/cmp"
)

// TestJSONSchemaOfWhatNobodyKnowsYet: a default with a fact in it becomes
// anything, and so does a choice of such alone; no schema may offer no choice.
func TestJSONSchemaOfWhatNobodyKnowsYet(t *testing.T) {
	for cueText, want := range map[string]jsonObject{
		`a: *"x.\(_fact)" | =~"^y"`: {"anyOf": []any{jsonObject{"type": "string", "pattern": "^y"}}},
		`a: *"x.\(_fact)" | _`:      {},
	} {
		v := newContext().CompileString("_fact: string\n" + cueText)
		schema, err := jsonSchemaOf(v, func(string) cue.Value { return cue.Value{} })
		if err != nil {
			t.Fatal(err)
		}
		a := schema["properties"].(jsonObject)["a"]
		if a == true {
			a = jsonObject{}
		}
		if diff := cmp.Diff(any(want), a); diff != "" {
			t.Errorf("%s (-want +got)\n%s", cueText, diff)
		}
	}
}
