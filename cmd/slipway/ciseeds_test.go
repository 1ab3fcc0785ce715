package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// ciPlatform is what the checks are about.
const ciPlatform = `apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata: {name: acme}
spec:
  agent: argocd
  domain: platform.example.com
  repository: {url: https://git.example.com/acme/platform.git, path: "PATH"}
  catalogs: [builtin, ./catalog]
  components: {sample: {}, notes: {}}
  clusters: [{name: hub, role: hub, labels: {tier: one}}]
`

// ciComponent is one that the platform brings itself.
const ciComponent = `package component

name:     "notes"
title:    "Notes"
summary:  "Holds notes."
category: "workload"
source: files: version: "1.0.0"
namespace: "notes"
footprint: {
	lab: {cpu:        "0", memory: "0"}
	small: {cpu:      "0", memory: "0"}
	production: {cpu: "0", memory: "0"}
}
objects: notes: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: "notes", namespace: "notes"}, data: text: "one"}
`

// ciJob is what one job of a seed has a shell do: its steps, each with its environment.
type ciJob []ciStep

type ciStep struct {
	env    []string
	script string
}

// ciExpressions are the only ones that the seeds' steps may take from a forge.
func ciExpressions() map[string]string {
	return map[string]string{
		"${{ github.base_ref }}": "main", "${{ github.token }}": ciToken, "${{ github.event.pull_request.number }}": "7",
		"${{ contains(github.event.pull_request.labels.*.name, 'allow-destructive') }}": "false",
	}
}

var ciExpression = regexp.MustCompile(`\$\{\{.*?\}\}`)

// workflowJob reads a job of a GitHub or Forgejo workflow. Steps that use an action are left out.
func workflowJob(t *testing.T, path, job string) ciJob {
	t.Helper()
	var doc struct {
		Jobs map[string]struct {
			Steps []struct {
				Run string            `yaml:"run"`
				Env map[string]string `yaml:"env"`
			} `yaml:"steps"`
		} `yaml:"jobs"`
	}
	readYAML(t, path, &doc)
	var out ciJob
	for _, s := range doc.Jobs[job].Steps {
		if s.Run == "" {
			continue
		}
		step := ciStep{script: s.Run}
		for name, value := range s.Env {
			value = ciExpression.ReplaceAllStringFunc(value, func(e string) string {
				v, known := ciExpressions()[e]
				if !known {
					t.Fatalf("%s takes %s", path, e)
				}
				return v
			})
			step.env = append(step.env, name+"="+value)
		}
		out = append(out, step)
	}
	return out
}

// gitlabJob reads a job of a .gitlab-ci.yml, whose lines one shell runs.
func gitlabJob(t *testing.T, path, job string, predefined map[string]string) ciJob {
	t.Helper()
	type section struct {
		Extends   string            `yaml:"extends"`
		Before    []string          `yaml:"before_script"`
		Script    []string          `yaml:"script"`
		Variables map[string]string `yaml:"variables"`
	}
	doc := map[string]yaml.Node{}
	readYAML(t, path, &doc)
	read := func(name string) (s section) {
		node := doc[name]
		if err := node.Decode(&s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	variables := map[string]string{}
	node := doc["variables"]
	if err := node.Decode(&variables); err != nil {
		t.Fatal(err)
	}
	own := read(job)
	step := ciStep{script: strings.Join(append(read(own.Extends).Before, own.Script...), "\n")}
	for _, set := range []map[string]string{variables, own.Variables} {
		for name, value := range set {
			if strings.HasPrefix(name, "GO") {
				continue // where Go's caches are; nothing is compiled here
			}
			step.env = append(step.env, name+"="+os.Expand(value, func(v string) string { return predefined[v] }))
		}
	}
	for name, value := range predefined {
		step.env = append(step.env, name+"="+value)
	}
	return ciJob{step}
}

func readYAML(t *testing.T, path string, into any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}
