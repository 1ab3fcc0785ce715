package check

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// world is a small one: a ConfigMap, a file, two commits.
type world struct{ broken bool }

func (w world) Object(_ context.Context, cluster, apiVersion, kind, namespace, name string) (map[string]any, error) {
	if w.broken {
		return nil, errors.New("the cluster does not answer")
	}
	if cluster+apiVersion+kind+namespace+name != "v1ConfigMapweb"+"page" {
		return nil, nil
	}
	return map[string]any{"data": map[string]any{"color": "red"}, "spec": map[string]any{"replicas": int64(3)}, "metadata": map[string]any{"uid": "a"}}, nil
}

func (world) Objects(context.Context, string, string, string, string) ([]map[string]any, error) {
	return []map[string]any{{"n": int64(1)}, {"n": int64(2)}}, nil
}

func (world) File(_ context.Context, commit, path string) (*string, error) {
	if commit == "a" || path != "platform.yaml" {
		return nil, nil
	}
	text := "kind: Platform\n"
	return &text, nil
}

func (world) YAML(_ context.Context, commit, _ string) (any, error) {
	if commit == "a" {
		return map[string]any{"spec": map[string]any{"replicas": 1.0}}, nil
	}
	return map[string]any{"kind": "Platform", "spec": map[string]any{"replicas": 3.0}}, nil
}

func (world) Unit(_ context.Context, _, name string) (map[string]any, error) {
	if name != "sample" {
		return nil, nil
	}
	return map[string]any{"name": name, "ready": true}, nil
}

func (world) Git(context.Context) (map[string]any, error) {
	return map[string]any{"head": "b", "commits": []any{map[string]any{"author": "Participant", "paths": []any{"platform.yaml"}}}}, nil
}

func (world) Status(context.Context) (map[string]any, error) {
	return nil, errors.New("the platform cannot be loaded")
}

func (world) Start(context.Context) (map[string]any, error) {
	return map[string]any{"commit": "a", "objects": map[string]any{"page": map[string]any{"metadata": map[string]any{"uid": "a"}}}}, nil
}

func TestHolds(t *testing.T) {
	for that, want := range map[string]bool{
		`object("v1", "ConfigMap", "web", "page").data.color == "red"`:                                       true,
		`object("v1", "ConfigMap", "web", "page").spec.replicas == 3`:                                        true,
		`object("v1", "ConfigMap", "web", "page").metadata.uid == start.objects.page.metadata.uid`:           true,
		`object("v1", "ConfigMap", "web", "other") == null`:                                                  true,
		`object("v1", "ConfigMap", "web", "other") != null`:                                                  false,
		`object("eu-1", "v1", "ConfigMap", "web", "page") == null`:                                           true,
		`objects("v1", "ConfigMap", "").exists(o, o.n == 2)`:                                                 true,
		`object("v1", "ConfigMap", "web", "page").?data.?size.orValue("") == ""`:                             true,
		`object("v1", "ConfigMap", "web", "other").?data.?size.orValue("") == ""`:                            true,
		`file("platform.yaml").contains("Platform") && file("gone") == null`:                                 true,
		`object("v1", "ConfigMap", "web", "page").spec.replicas == yaml("platform.yaml").spec.replicas + 0`:  true,
		`file(start.commit, "platform.yaml") == null && file(git.head, "platform.yaml") != null`:             true,
		`yaml(start.commit, "platform.yaml").spec.replicas == 1`:                                             true,
		`yaml("platform.yaml").spec.replicas == 3`:                                                           true,
		`git.head != start.commit && git.commits.exists(c, c.author == "Participant")`:                       true,
		`git.commits.exists(c, c.paths.exists(p, p.startsWith("gitops/")))`:                                  false,
		`unit("sample").ready && unit("hub", "other") == null`:                                               true,
		`has(object("v1", "ConfigMap", "web", "page").data.size)`:                                            false,
		`cel.bind(o, object("v1", "ConfigMap", "web", "page"), o != null && o.data.color in ["red", "tan"])`: true,
	} {
		got, err := Holds(t.Context(), world{}, that)
		if err != nil || got != want {
			t.Errorf("%s: %v, %v", that, got, err)
		}
	}
}

func TestWhatCannotBeTold(t *testing.T) {
	for that, want := range map[string]string{
		`object("v1", "ConfigMap", "web", "other").data.color == "red"`: "no such",
		`object("v1", "ConfigMap", "web", "page").data.size == "1"`:     "no such key: size",
		`status.kept`: "the platform cannot be loaded",
		`object("v1", "ConfigMap", "web", "page").data.color`: "it is neither true nor false, but string",
		`range.all(a, true)`: "undeclared reference",
		`lists.range(300).all(a, lists.range(300).all(b, a + b >= 0))`: "cost limit",
	} {
		got, err := Holds(t.Context(), world{}, that)
		if got || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, %v", that, got, err)
		}
	}
	if _, err := Holds(t.Context(), world{broken: true}, `object("v1", "ConfigMap", "web", "page") == null`); err == nil || !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("a cluster that does not answer: %v", err)
	}
}

func TestACheckEnds(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	<-ctx.Done()
	if _, err := Holds(ctx, world{}, `lists.range(1000).all(a, a >= 0)`); err == nil {
		t.Error("it went on when its time was over")
	}
}

func TestCompile(t *testing.T) {
	for that, want := range map[string]string{
		`object("v1", "ConfigMap", "web", "page") != null`: "",
		`objekt("v1") != null`:                             "undeclared reference to 'objekt'",
		`object("v1") != null`:                             "no matching overload",
		`size(git.head)`:                                   "must be true or false",
		`git.head ==`:                                      "Syntax error",
	} {
		err := Compile(that)
		if (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", that, err)
		}
	}
}
