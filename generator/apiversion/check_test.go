package apiversion

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	good := Table{Current: "b", Previous: &Previous{"a", tried()}}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	if err := (Table{Current: "b"}).Check(); err != nil {
		t.Error(err)
	}
	for want, table := range map[string]Table{
		"names no version":       {},
		"another version":        {Current: "a", Previous: &Previous{APIVersion: "a"}},
		"about an entry":         {Current: "b", Previous: &Previous{"a", []Move{{Drop: "spec.clusters.*", Why: "x"}}}},
		"move 1: it must":        {Current: "b", Previous: &Previous{"a", []Move{{}}}},
		"the files of clusters/": {Current: "b", Previous: &Previous{"a", []Move{{Move: "spec.clusters", To: "spec.members"}}}},
		"two words":              {Current: "b", Previous: &Previous{"a", []Move{{Value: "a", Was: "x", Now: "x"}}}},
		"why is it dropped":      {Current: "b", Previous: &Previous{"a", []Move{{Drop: "a"}}}},
		"went without":           {Current: "b", Previous: &Previous{"a", []Move{{Keep: "a"}}}},
		"up to the last *":       {Current: "b", Previous: &Previous{"a", []Move{{Move: "spec.clusters.*.a", To: "spec.b"}}}},
		"in it or around":        {Current: "b", Previous: &Previous{"a", []Move{{Move: "spec.a", To: "spec.a.b"}}}},
		"made again":             {Current: "b", Previous: &Previous{"a", []Move{{Drop: "spec.a.b", Why: "x"}, {Move: "spec.c", To: "spec.a"}}}},
		"made again by the move of a": {Current: "b", Previous: &Previous{"a", []Move{
			{Move: "b", To: "c"}, {Move: "a", To: "b"}}}},
		"what another becomes": {Current: "b", Previous: &Previous{"a", []Move{{Value: "a", Was: "x", Now: "y"}, {Value: "a", Was: "z", Now: "x"}}}},
	} {
		if err := table.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

func TestOf(t *testing.T) {
	table := Table{Current: "x.dev/v1beta2", Previous: &Previous{APIVersion: "x.dev/v1beta1"}, Older: map[string]string{"x.dev/v1alpha1": "v0.4.0"}}
	for version, want := range map[string]Standing{
		"x.dev/v1beta2": Current, "x.dev/v1beta1": Before, "x.dev/v1alpha1": Older, "x.dev/v1alpha9": Unknown, "x.dev/v1beta3": Newer, "x.dev/v1beta10": Newer,
		"x.dev/v1": Newer, "x.dev/v2alpha1": Newer, "x.dev/v99999999999999999999": Newer, "y.dev/v2": Unknown, "v2": Unknown, "": Unknown, "x.dev/v01": Unknown, "x.dev/v1gamma1": Unknown,
	} {
		if got := table.Of(version); got != want {
			t.Errorf("%s is %d, not %d", version, got, want)
		}
		if message, _ := table.Refusal(version); (message != "") != (want == Newer || want == Older) {
			t.Errorf("%s: %s", version, message)
		}
	}
}
