package generator_test

import (
	"strings"
	"testing"

	"github.com/slipway-platform/slipway/generator"
)

// TestMoreThanValuesIsNotTakenIn: what else stands in a file with values, and has no place in the
// input, is not dropped with an edit that the input says by now.
func TestMoreThanValuesIsNotTakenIn(t *testing.T) {
	eachAgent(t, func(t *testing.T, agent string) {
		for replicas, want := range map[string]string{"2": "more than values was edited", "4": "not in Git's history"} {
			dir := editedFleet(t, agent)
			const file = "gitops/components/traefik/base/values.yaml"
			handEdit(t, dir, file, "replicas: 2", "replicas: "+replicas)
			write(t, dir, file, textOf(t, dir, file)+"---\nmine: 1\n")
			write(t, dir, "platform.yaml", strings.Replace(textOf(t, dir, "platform.yaml"), "replicas: 2", "replicas: "+replicas, 1))
			if got := takeIn(t, dir); !strings.Contains(got, want) {
				t.Errorf("with %s replicas: %q", replicas, got)
			}
		}
	})
}

// TestATakenInValueReachesEveryCluster: clusters share a variant also where one of them says
// again what another level says for all. A setting there would be for that one alone.
func TestATakenInValueReachesEveryCluster(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "platform.yaml", `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git}
  components: {traefik: {config: {replicas: 2}}}
  clusters:
    - {name: hub, role: hub, context: kind-hub}
    - {name: eu-1, components: {traefik: {config: {replicas: 2}}}, server: "https://eu-1.example.com:6443", credentials: {secretRef: {name: eu-1}}}
`)
	apply(t, dir)
	handEdit(t, dir, "gitops/components/traefik/base/values.yaml", "replicas: 2", "replicas: 4")
	if got := takeIn(t, dir); !strings.Contains(got, "-> overrides/traefik.yaml deployment.replicas") {
		t.Error(got)
	}
	if text := textOf(t, dir, "gitops/components/traefik/base/values.yaml"); !strings.Contains(text, "replicas: 4") {
		t.Errorf("it is generated as\n%s", text)
	}
}

// TestTheSameCommentIsTold: of several comments one is named, and always the same.
func TestTheSameCommentIsTold(t *testing.T) {
	dir := editedFleet(t, "argocd")
	const file = "gitops/components/reloader/base/values.yaml"
	handEdit(t, dir, file, "logFormat: json", "logFormat: json # for us\n  # after all\n  # because")
	for range 10 {
		if got := takeIn(t, dir); !strings.HasPrefix(got, `the comment "# after all" has no place`) {
			t.Fatal(got)
		}
	}
}

// TestNoCommentOfTheInputIsLost: a value that is taken out of the input, or put in the place of one of another kind, would
// take the comment behind it along.
func TestNoCommentOfTheInputIsLost(t *testing.T) {
	for _, now := range []string{"", "\n  logFormat: [json]", "\n  logFormat: {a: b}"} {
		dir := editedFleet(t, "argocd")
		handEdit(t, dir, "gitops/components/reloader/base/values.yaml", "\n  logFormat: json", now)
		if got := takeIn(t, dir); !strings.Contains(got, `overrides/reloader.yaml cannot be changed by itself`) || !strings.Contains(got, `the comment "# for Loki" would be lost`) {
			t.Errorf("%q: %s\n%s", now, got, textOf(t, dir, "overrides/reloader.yaml"))
		}
	}
}

// TestNoMapInThePlaceOfAnotherValue: what somebody added below a map has no place where Slipway makes something else of it.
func TestNoMapInThePlaceOfAnotherValue(t *testing.T) {
	dir := editedFleet(t, "argocd")
	const file = "gitops/components/reloader/base/values.yaml"
	base := textOf(t, dir, file)
	handEdit(t, dir, file, "labels:", "labels:\n      mine: \"1\"")
	write(t, dir, "overrides/reloader.yaml", "reloader: {logFormat: json, deployment: {labels: [a]}}\n")
	changes, err := generator.Plan(sources(t), dir, generator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := changes.FindBases(func(_ string, visit func([]byte) bool) error { visit([]byte(base)); return nil }); err != nil {
		t.Fatal(err)
	}
	f, err := generator.ReadFleet(sources(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	if taken, refused, err := f.TakeIn(changes.Edited); err != nil || len(refused) != 1 || !strings.HasPrefix(refused[0].Why, "Slipway changed reloader.deployment.labels") {
		t.Errorf("%+v %+v %v", taken, refused, err)
	}
}
