package lab

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator/exercise"
	"github.com/slipway-platform/slipway/generator/platform"
)

func TestEdit(t *testing.T) {
	e := &exercise.Exercise{Folder: fstest.MapFS{"web.yaml": {Data: []byte("web: 1\n")}}}
	for name, test := range map[string]struct {
		edit  exercise.Edit
		want  string // of a.yaml, which holds "a: 1\nb: 1\n"
		wrong string
	}{
		"replaced":      {exercise.Edit{Path: "a.yaml", Replace: &exercise.Replace{This: "a: 1", By: "a: 2"}}, "a: 2\nb: 1\n", ""},
		"twice there":   {exercise.Edit{Path: "a.yaml", Replace: &exercise.Replace{This: ": 1", By: ": 2"}}, "a: 1\nb: 1\n", `holds ": 1" 2 times`},
		"not there":     {exercise.Edit{Path: "a.yaml", Replace: &exercise.Replace{This: "c: 1", By: ""}}, "a: 1\nb: 1\n", `holds "c: 1" 0 times`},
		"removed":       {exercise.Edit{Path: "a.yaml", Remove: true}, "", ""},
		"of the folder": {exercise.Edit{Path: "new/web.yaml", From: "web.yaml"}, "a: 1\nb: 1\n", ""},
		"no such file":  {exercise.Edit{Path: "new/web.yaml", From: "db.yaml"}, "a: 1\nb: 1\n", "db.yaml"},
	} {
		t.Run(name, func(t *testing.T) {
			l := &Lab{Options: Options{Dir: t.TempDir()}}
			file := filepath.Join(l.Dir, "a.yaml")
			if err := os.WriteFile(file, []byte("a: 1\nb: 1\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			err := l.edit(e, test.edit)
			if (err == nil) != (test.wrong == "") || err != nil && !strings.Contains(err.Error(), test.wrong) {
				t.Errorf("got %v", err)
			}
			if got, _ := os.ReadFile(file); string(got) != test.want {
				t.Errorf("a.yaml is %q", got)
			}
			if got, err := os.ReadFile(filepath.Join(l.Dir, "new", "web.yaml")); name == "of the folder" && (err != nil || string(got) != "web: 1\n") {
				t.Errorf("web.yaml is %q, %v", got, err)
			}
		})
	}
}

func TestObjectsIn(t *testing.T) {
	folder := fstest.MapFS{"a.yaml": {Data: []byte("---\nkind: A\n---\nkind: B\n---\n")}, "b.yaml": {Data: []byte("kind: [\n")}}
	objects, err := objectsIn(folder, "a.yaml")
	if err != nil || len(objects) != 2 || objects[1]["kind"] != "B" {
		t.Errorf("got %v, %v", objects, err)
	}
	if _, err := objectsIn(folder, "b.yaml"); err == nil || !strings.Contains(err.Error(), "b.yaml") {
		t.Errorf("got %v", err)
	}
}

func TestFind(t *testing.T) {
	all := []*exercise.Exercise{{Name: "contract", Number: 1, Agents: []string{"flux"}}, {Name: "drift", Number: 2}}
	for _, name := range []string{"drift", "2"} {
		if e, err := Find(all, name); err != nil || e.Name != "drift" {
			t.Errorf("%s: %v, %v", name, e, err)
		}
	}
	if _, err := Find(all, "drfit"); err == nil || !strings.Contains(err.Error(), `did you mean "drift"`) {
		t.Errorf("got %v", err)
	}
	if err := fits(all[0], "flux"); err != nil {
		t.Error(err)
	}
	if err := fits(all[0], "sveltos"); err == nil || !strings.Contains(err.Error(), "is for flux, and this lab has sveltos") {
		t.Errorf("got %v", err)
	}
}

func TestTheLabIsFoundByItsWorkspace(t *testing.T) {
	labs, dir := t.TempDir(), t.TempDir()
	other := &Lab{state: filepath.Join(labs, "other")}
	ours := &Lab{state: filepath.Join(labs, "ours")}
	for l, workspace := range map[*Lab]string{other: t.TempDir(), ours: dir} {
		if err := l.remember(&attempt{Workspace: workspace, Exercise: "drift"}); err != nil {
			t.Fatal(err)
		}
	}
	l, err := Open(labs, Options{Dir: dir}) // no Load: a broken platform does not matter
	if err != nil || l.state != ours.state {
		t.Fatalf("got %v, %v", l, err)
	}
	if a, err := l.attempt(); err != nil || a.Exercise != "drift" {
		t.Errorf("it remembers %+v, %v", a, err)
	}
	if _, err := (&Lab{Options: Options{Dir: dir}, state: labs}).find(""); err == nil || !strings.Contains(err.Error(), "no exercise is under way") {
		t.Errorf("got %v", err)
	}
}

func everyAnnotation(string) bool { return true }

func TestContentIsWhatPeopleWrite(t *testing.T) {
	object := func(ip, uid, color string, meta map[string]any) map[string]any {
		out := map[string]any{"kind": "Service", "metadata": map[string]any{"uid": uid, "labels": map[string]any{"a": "b"}},
			"spec": map[string]any{"clusterIP": ip, "color": color}, "status": map[string]any{"at": uid}}
		maps.Copy(out["metadata"].(map[string]any), meta)
		return out
	}
	annotated := func(key string) map[string]any { return map[string]any{"annotations": map[string]any{key: "x"}} }
	held := func(by ...any) map[string]any { return map[string]any{"finalizers": by} }
	counts := func(annotation string) bool { return annotation != "agent/seen" }
	was := object("10.0.0.1", "1", "red", nil)
	for name, tt := range map[string]struct {
		was, now map[string]any
		same     bool
	}{
		"made anew":                  {was, object("10.0.0.2", "2", "red", nil), true},
		"changed":                    {was, object("10.0.0.1", "1", "tan", nil), false},
		"looked at by the agent":     {was, object("10.0.0.1", "1", "red", annotated("agent/seen")), true},
		"annotated":                  {was, object("10.0.0.1", "1", "red", annotated("agent/skip")), false},
		"held":                       {was, object("10.0.0.1", "1", "red", held("a/b")), false},
		"held by the same two":       {object("", "", "red", held("a", "b")), object("", "", "red", held("b", "a")), true},
		"without what it was called": {was, object("10.0.0.1", "1", "red", map[string]any{"labels": nil}), false},
	} {
		if got := reflect.DeepEqual(content(tt.now, counts), content(tt.was, counts)); got != tt.same {
			t.Errorf("%s: it is as it was: %v", name, got)
		}
	}
}

// An agent leaves alone what somebody else has put on its object, so nobody else would take it off.
func TestWhatSomebodyPutOnAnObjectIsTakenOff(t *testing.T) {
	object := func(labels, annotations map[string]any, finalizers ...any) any {
		return map[string]any{"metadata": map[string]any{"labels": labels, "annotations": annotations, "finalizers": finalizers}}
	}
	before := object(map[string]any{"a": "1"}, map[string]any{"agent/id": "x"}, "agent/f")
	for name, tt := range map[string]struct {
		now  any
		want map[string]any
	}{
		"nothing": {before, map[string]any{}},
		"less":    {object(nil, nil), map[string]any{}},
		"other":   {object(map[string]any{"a": "2"}, map[string]any{"agent/id": "y"}, "agent/f"), map[string]any{}},
		"more": {object(map[string]any{"a": "1", "b": "2"}, map[string]any{"agent/id": "x", "agent/skip": "true"}, "mine/f", "agent/f"),
			map[string]any{"labels": map[string]any{"b": nil}, "annotations": map[string]any{"agent/skip": nil}, "finalizers": []string{"agent/f"}}},
	} {
		if got := added(metaOf(before, everyAnnotation), metaOf(tt.now, everyAnnotation)); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: it changes %v", name, got)
		}
	}
}

// What is written down of a Secret holds no value, and it is still the same one.
func TestASecretIsRememberedWithoutItsValues(t *testing.T) {
	secret := func() map[string]any {
		return map[string]any{"apiVersion": "v1", "kind": "Secret", "type": "Opaque", "data": map[string]any{"token": "aHVudGVyMg=="},
			"stringData": map[string]any{"token": "hunter2"},
			"metadata": map[string]any{"name": "token", "labels": map[string]any{"a": "b"}, "managedFields": []any{"f:token"},
				"annotations": map[string]any{"kubectl.kubernetes.io/last-applied-configuration": `{"data":{"token":"aHVudGVyMg=="}}`, "kept": "yes"}}}
	}
	was := secret()
	forget(was)
	text, err := json.Marshal(was)
	if err != nil || strings.Contains(string(text), "hunter2") || strings.Contains(string(text), "aHVudGVyMg") {
		t.Errorf("it is written down as %s, %v", text, err)
	}
	if !strings.Contains(string(text), `"kept":"yes"`) {
		t.Errorf("its annotations are gone: %s", text)
	}
	counts := func(annotation string) bool { return !bootstrap.Bookkeeping(&platform.Agent{}, annotation) }
	if a, b := content(was, counts), content(secret(), counts); !reflect.DeepEqual(a, b) {
		t.Errorf("%v is not %v", a, b)
	}
}
