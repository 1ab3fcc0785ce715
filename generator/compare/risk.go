package compare

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// UnitRisks are those of one change of a unit.
func UnitRisks(u Unit) []Risk {
	var out []Risk
	add := func(kind string, destructive bool, format string, args ...any) {
		out = append(out, Risk{Kind: kind, Destructive: destructive, Unit: u.Name, Text: fmt.Sprintf(format, args...), Clusters: u.Clusters})
	}
	goes := u.Deletion == "delete"
	if u.Change == Removed {
		if goes {
			add("unit", true, "it is uninstalled, with all that it installed")
		} else {
			add("unit", false, "it stays as it is, and is nobody's (deletion policy %s)", u.Deletion)
		}
	}
	for _, f := range u.Fields {
		if u.Change != Changed {
			break
		}
		fieldRisk(f, add)
	}
	for _, o := range u.Objects {
		switch {
		case o.Change == Removed && (u.Change == Changed || goes):
			goneRisk(o, add)
		case o.Change == Changed:
			changedRisk(o, add)
		}
	}
	return out
}

// storage are values by whose names charts usually say what is stored where.
var storage = regexp.MustCompile(`(?i)persistence|persistentvolume|storageclass|storagespec|volumeclaim`)

// fieldRisk is that of a unit's own field.
func fieldRisk(f Field, add func(kind string, destructive bool, format string, args ...any)) {
	switch {
	case f.Path == "namespace":
		add("namespace", true, "it moves from namespace %v to %v: it is installed anew there, and goes here", f.From, f.To)
	case f.Path == "chart.name" || f.Path == "chart" || f.Path == "manifests":
		add("source", true, "it is made of something else: what that does not hold goes")
	case under(f.Path, "repository"):
		add("source", true, "its objects come from elsewhere: what that does not hold goes")
	case under(f.Path, "values") && f.Fact == "" && storage.MatchString(f.Path) && f.Change != Added:
		add("storage", false, "%s says what is stored where: volumes may be left behind, or the change be refused", f.Path)
	}
}

// goneRisk is that of an object that goes.
func goneRisk(o Object, add func(kind string, destructive bool, format string, args ...any)) {
	switch {
	case o.Kind == "CustomResourceDefinition":
		add("crd", true, "CRD %s goes, with every object of its kind", o.Name)
	case o.Kind == "Namespace":
		add("namespace", true, "namespace %s goes, with all that is in it", o.Name)
	case o.Kind == "StatefulSet":
		add("volume", true, "StatefulSet %s goes; its claims stay, but nothing uses them", nameOf(o))
	case keepsData[o.Kind]:
		add("volume", true, "%s %s goes, and its data by its reclaim policy", o.Kind, nameOf(o))
	}
}

// fixed are the fields of a kind that an API server lets nobody change.
var fixed = map[string][]string{
	"Deployment":            {"spec.selector"},
	"DaemonSet":             {"spec.selector"},
	"StatefulSet":           {"spec.selector", "spec.serviceName", "spec.podManagementPolicy", "spec.volumeClaimTemplates"},
	"Job":                   {"spec.selector", "spec.template", "spec.completionMode"},
	"PersistentVolumeClaim": {"spec.accessModes", "spec.storageClassName", "spec.selector", "spec.volumeName", "spec.volumeMode"},
	"StorageClass":          {"provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"},
	"RoleBinding":           {"roleRef"},
	"ClusterRoleBinding":    {"roleRef"},
}

// changedRisk is that of an object that changes.
func changedRisk(o Object, add func(kind string, destructive bool, format string, args ...any)) {
	for _, path := range fixed[o.Kind] {
		if slices.ContainsFunc(o.Fields, func(f Field) bool { return under(f.Path, path) }) {
			add("immutable", keepsData[o.Kind], "%s %s: %s cannot be changed; whoever makes it anew takes it away first", o.Kind, nameOf(o), path)
		}
	}
	if o.Kind == "CustomResourceDefinition" {
		definitionRisk(o, add)
	}
}

// version is where a CRD has one, and nothing below it.
var version = regexp.MustCompile(`^spec\.versions\[([^\[\]]+)\]$`)

// definitionRisk is that of a CRD that changes. By what it cannot change its objects are stored.
func definitionRisk(o Object, add func(kind string, destructive bool, format string, args ...any)) {
	for _, f := range o.Fields {
		if found := version.FindStringSubmatch(f.Path); found != nil && f.Change == Removed {
			add("crd", true, "CRD %s loses version %s: what is written or stored in it is lost", o.Name, found[1])
		}
		switch f.Path {
		case "spec.group", "spec.scope", "spec.names.kind", "spec.names.plural":
			add("crd", true, "CRD %s: %s cannot be changed; made anew, every object of its kind goes", o.Name, f.Path)
		}
	}
}

func nameOf(o Object) string { return strings.TrimPrefix(o.Namespace+"/"+o.Name, "/") }
