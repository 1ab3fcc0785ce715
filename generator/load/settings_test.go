package load

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/schemas"
	"github.com/slipway-platform/slipway/templates"
)

// settingsConfig has a setting of each sort, and settingsTold what is said of them.
const settingsConfig = `
import "list"

#Config: {
	// How many. More is faster.
	replicas: *1 | (int & >=1 & <=20)
	most?: int & <=9
	least?: number & >=0.5
	on: *false | bool
	always: *true | bool
	kind!: "a" | "b"
	class: *"" | #DNSLabel
	secret: *"it" | #Name
	region: =~"^[a-z]+$"
	form: =~"^[a-z]{1,20}-[a-z]{1,20}-[a-z]{1,20}-[a-z]{1,20}$"
	title: *platform.name | (string & !="")
	port!: int & !=80
	hosts!: [...#Hostname] & list.MinItems(1)
	labels: [string]: string
	levels: [...("low" | "high")]
	ingress: #Exposure & {enabled: *true | _, host: *"web.\(cluster.domain)" | _}
	pools: [#DNSLabel]: {
		// Its size.
		size!: #Quantity
	}
	rules: [...{
		// Whom it is for.
		whom!: string
	}]
	if kind == "a" {
		region: "eu"
	}
}
`

const settingsTold = `
replicas: 1 (a whole number, 1 to 20) How many. More is faster.
most (a whole number, at most 9)
least (a number, at least 0.5)
on: false (true or false)
always: true (true or false)
kind! (one of a, b) [a b]
class: "" (empty or a DNS label)
secret: "it" (the name of an object such as a Secret: lower case letters, digits, dashes and dots)
region (a string that matches ^[a-z]+$)
form (a string of a certain form)
title (a string, not empty)
port! (a whole number, not 80)
hosts! (a list, at least one item; each a host name such as grafana.example.com)
labels: {} (a map; each a string)
levels: [] (a list; each one of low, high)
ingress (a map)
ingress.enabled: true (true or false) Whether it can be reached from outside; takes effect where a component provides ingress.
ingress.host (a host name such as grafana.example.com) The host name.
pools: {} (a map)
pools[name].size! (an amount such as 50m, 64Mi or 2) Its size.
rules: [] (a list)
rules[].whom! (a string) Whom it is for.
`

func TestSettings(t *testing.T) {
	agents, err := fs.Sub(templates.FS, "agents")
	if err != nil {
		t.Fatal(err)
	}
	component := strings.Replace(smallChart("web", ""), "package component\n", "package component\n"+settingsConfig, 1)
	trials, err := NewTrials(Sources{Schemas: schemas.FS, Agents: agents, Providers: []string{"existing"}},
		[]Folder{{"./catalog", fstest.MapFS{"web/component.cue": {Data: []byte(component)}}}})
	if err != nil {
		t.Fatal(err)
	}
	told := strings.Split(strings.TrimSpace(settingsTold), "\n")
	var got []string
	for _, f := range trials.Settings("web") {
		if !strings.HasPrefix(f.Path, "ingress.") || slices.ContainsFunc(told, func(line string) bool { return strings.HasPrefix(line, f.Path) }) {
			got = append(got, toldOf(f))
		}
	}
	if diff := cmp.Diff(told, got); diff != "" {
		t.Error(diff)
	}
}

func toldOf(f platform.ConfigField) string {
	text := f.Path
	switch {
	case f.Required:
		text += "!"
	case f.Default != "":
		text += ": " + f.Default
	}
	text += " (" + f.Type + ")"
	if len(f.Values) > 0 {
		text += " " + fmt.Sprint(f.Values)
	}
	return strings.TrimSpace(text + " " + f.Doc)
}
