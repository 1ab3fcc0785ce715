package lab

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/slipway-platform/slipway/generator/exercise"
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

func TestContentIsWhatPeopleWrite(t *testing.T) {
	object := func(ip, uid, color string) map[string]any {
		return map[string]any{"kind": "Service", "metadata": map[string]any{"uid": uid, "labels": map[string]any{"a": "b"}},
			"spec": map[string]any{"clusterIP": ip, "color": color}, "status": map[string]any{"at": uid}}
	}
	if a, b := content(object("10.0.0.1", "1", "red")), content(object("10.0.0.2", "2", "red")); !reflect.DeepEqual(a, b) {
		t.Errorf("%v is not %v", a, b)
	}
	if a, b := content(object("10.0.0.1", "1", "red")), content(object("10.0.0.1", "1", "tan")); reflect.DeepEqual(a, b) {
		t.Errorf("%v is %v", a, b)
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
	if a, b := content(was), content(secret()); !reflect.DeepEqual(a, b) {
		t.Errorf("%v is not %v", a, b)
	}
}
