package chart

import (
	"reflect"
	"testing"

	"k8s.io/apimachinery/pkg/util/json"
	"sigs.k8s.io/yaml"
)

// FuzzParseObject holds the short way against the long one, which is Kubernetes' own.
func FuzzParseObject(f *testing.F) {
	for _, text := range []string{
		"a: 1\nb: [x, 1.5, 1e3, true, yes, null, ~, 0644, 0x1f, 2001-01-01, .nan]\n", "# nothing\n", "", "- 1\n", "a: {1: x, true: y, 1.5: z}\n",
		"a: &x {b: 1}\nc: {<<: *x, d: 2}\n", "a: 1\na: 2\n", "a: !!binary aGVsbG8=\n", "a: 18446744073709551615\n", "a: |\n  x\n  y\n", "a: \"\\u2028<&>\"\n", "x", "a: -0\n",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parseObject(text)
		var want map[string]any
		data, wantErr := yaml.YAMLToJSON([]byte(text))
		if wantErr == nil {
			wantErr = json.Unmarshal(data, &want)
		}
		if (err == nil) != (wantErr == nil) || (err == nil && !reflect.DeepEqual(got, want)) {
			t.Errorf("got %#v, %v; want %#v, %v", got, err, want, wantErr)
		}
	})
}
