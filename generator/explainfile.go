package generator

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// FileExplanation is what a file, or a line of it, is there for.
type FileExplanation struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	// Owner is slipway, you, or nobody where Slipway does not read it.
	Owner string `json:"owner"`
	// About is a sentence.
	About string `json:"about"`
	// Path is what stands on the line.
	Path      string   `json:"path,omitempty"`
	Component string   `json:"component,omitempty"`
	Variant   string   `json:"variant,omitempty"`
	Clusters  []string `json:"clusters"`
	// Changed is the commit that wrote the line.
	Changed *Change `json:"changed,omitempty"`
	// Value is where what stands on the line came from, on the first of the clusters.
	Value *ValueExplanation `json:"value,omitempty"`
	// Facts are what a line of a cluster's generated file says of the cluster, and where that is said.
	Facts []Read `json:"facts,omitempty"`
	// Reasons are why the first of the clusters has the component by that variant, where the line names it or a unit of it, or
	// is one of the variant's objects.
	Reasons *Reasons `json:"reasons,omitempty"`

	text string // of the line
}

// Owners of files.
const (
	OwnerSlipway = "slipway"
	OwnerUser    = "you"
	OwnerNobody  = "nobody"
)

// IsFile tells whether an argument of explain names a file of the platform's folder, and which line.
func IsFile(dir, name string) (file string, line int, ok bool) {
	file = name
	if colon := strings.LastIndex(name, ":"); colon >= 0 {
		if n, err := strconv.Atoi(name[colon+1:]); err == nil && n > 0 {
			file, line = name[:colon], n
		}
	}
	file = path.Clean(filepath.ToSlash(file))
	info, err := fs.Stat(os.DirFS(dir), file)
	return file, line, err == nil && info.Mode().IsRegular()
}

// ExplainFile says what a file of the platform's folder, or a line of it, is there for; line 0 is the whole.
func (o *Origins) ExplainFile(dir, file string, line int, blame Blame) (*FileExplanation, error) {
	data, err := fs.ReadFile(os.DirFS(dir), file)
	if err != nil {
		return nil, fmt.Errorf("explain file: %w", err)
	}
	if lines := strings.Count(strings.TrimSuffix(string(data), "\n"), "\n") + 1; line > lines {
		return nil, problem.Problems{{Message: fmt.Sprintf("%s has no line %d", file, line), Hint: fmt.Sprintf("it has %d", lines)}}
	}
	out := &FileExplanation{File: file, Line: line, Clusters: []string{}, Changed: blame.place(problem.Position{File: file, Line: line}).Changed}
	var at []any
	if line > 0 {
		out.text = strings.Split(string(data), "\n")[line-1]
	}
	if line > 0 && isYAML(file) {
		at, _ = load.PathAt(data, line)
		out.Path = load.PathText(at...)
	}
	parts := strings.Split(file, "/")
	for _, k := range append(fileKinds(), o.catalogKinds()...) {
		if k.fits(parts) {
			out.Owner = k.owner
			return out, k.explain(o, out, parts, o.Current(file, at), blame)
		}
	}
	out.Owner, out.About = OwnerNobody, "Slipway does not read it, and never touches it"
	return out, nil
}

func isYAML(file string) bool { return path.Ext(file) == ".yaml" || path.Ext(file) == ".yml" }

// fileKind is one kind of files in a platform's folder.
type fileKind struct {
	prefix  []string // of the path
	deeper  int      // elements below it, at least
	owner   string
	explain func(o *Origins, out *FileExplanation, parts []string, at []any, blame Blame) error
}

func (k fileKind) fits(parts []string) bool {
	return len(parts) >= len(k.prefix)+k.deeper && slices.Equal(parts[:len(k.prefix)], k.prefix)
}

// fileKinds are the kinds, the first that fits counts.
func fileKinds() []fileKind {
	return []fileKind{
		{[]string{"gitops", "components"}, 3, OwnerSlipway, (*Origins).variantFile},
		{[]string{"gitops", "clusters"}, 2, OwnerSlipway, (*Origins).generatedCluster},
		{[]string{"gitops"}, 1, OwnerSlipway, about("made of the whole platform; change platform.yaml and run: slipway generate")},
		{[]string{"slipway.lock"}, 0, OwnerSlipway, about("what was generated, from which catalogs and charts; slipway lock and generate write it")},
		{[]string{".slipway"}, 1, OwnerSlipway, about("the JSON Schema of platform.yaml, for editors")},
		{[]string{"platform.yaml"}, 0, OwnerUser, (*Origins).inputLine},
		{[]string{"platform.cue"}, 0, OwnerUser, about("the platform, as a CUE program")},
		{[]string{"clusters"}, 1, OwnerUser, (*Origins).clusterFile},
		{[]string{"overrides"}, 1, OwnerUser, (*Origins).overrideFile},
		{[]string{platform.SecretFolder}, 2, OwnerUser, (*Origins).secretFile},
	}
}

// catalogKinds are the catalogs in folders of the platform's.
func (o *Origins) catalogKinds() (out []fileKind) {
	for _, c := range o.Catalogs {
		if folder, own := strings.CutPrefix(c.Name, "./"); own {
			out = append(out, fileKind{strings.Split(path.Clean(folder), "/"), 2, OwnerUser, about("a component of your catalog " + c.Name)})
		}
	}
	return out
}

func about(text string) func(*Origins, *FileExplanation, []string, []any, Blame) error {
	return func(_ *Origins, out *FileExplanation, _ []string, _ []any, _ Blame) error {
		out.About = text
		return nil
	}
}

// variantFile is below gitops/components/COMPONENT/VARIANT.
func (o *Origins) variantFile(out *FileExplanation, parts []string, at []any, blame Blame) error {
	out.Component, out.Variant = parts[2], parts[3]
	out.About = fmt.Sprintf("variant %s of component %s", out.Variant, out.Component)
	v := o.variant(out.Component, out.Variant)
	if v == nil {
		out.About += ", which the platform does not have any more; run: slipway generate"
		return nil
	}
	out.Clusters = sharing(o.Platform, v)
	if u := unitOf(v, path.Join(parts[4:]...)); u != nil {
		if len(at) > 1 && at[0] == "data" && at[1] == "values.yaml" {
			at = at[2:] // in a ConfigMap
		}
		if _, ok := load.ValueAt(u.Values, at); ok && len(at) > 0 {
			head := any("values")
			if u != v.Units[0] {
				head = u.Name
			}
			value, err := o.ExplainValue(out.Clusters[0], out.Component, load.PathText(append([]any{head}, at...)...), blame)
			out.Value = value
			return err
		}
	}
	if out.Line == 0 {
		return nil
	}
	e, err := o.Explain(out.Clusters[0], out.Component, blame) // it is there by the variant
	if err == nil {
		out.Reasons = e.Reasons
	}
	return err
}

// unitOf is the unit whose chart's values a file of a variant holds; nil where it holds none.
func unitOf(v *platform.Variant, file string) *platform.Unit {
	for _, u := range v.Units {
		if u.Chart != nil && u.ValuesFile() == file {
			return u
		}
	}
	return nil
}

func (o *Origins) variant(component, name string) *platform.Variant {
	for _, c := range o.Components {
		for _, v := range c.Variants {
			if c.Name == component && v.Name == name {
				return v
			}
		}
	}
	return nil
}

func (o *Origins) clusterFile(out *FileExplanation, parts []string, at []any, blame Blame) error {
	name := strings.TrimSuffix(parts[1], path.Ext(parts[1]))
	err := o.ofCluster(out, name, "cluster "+name)
	if err != nil || len(at) < 2 || at[0] != "components" {
		return err
	}
	return o.inputSetting(out, fmt.Sprint(at[1]), at[2:], blame)
}

func (o *Origins) ofCluster(out *FileExplanation, name, text string) error {
	out.About = text
	if o.Cluster(name) == nil {
		out.About += ", which the platform does not have"
		return nil
	}
	out.Clusters = []string{name}
	return nil
}

func (o *Origins) overrideFile(out *FileExplanation, parts []string, _ []any, _ Blame) error {
	if !isYAML(out.File) {
		out.About = "beside the chart values that are applied last; Slipway does not read it"
		return nil
	}
	out.Component = strings.TrimSuffix(parts[1], ".yaml")
	out.About = "chart values of " + out.Component + " that are applied last"
	for _, c := range o.Clusters {
		if _, ok := c.Unit(out.Component); ok && (len(parts) == 2 || parts[2] == c.Name+".yaml") {
			out.Clusters = append(out.Clusters, c.Name)
		}
	}
	return nil
}

// secretFile is secrets/NAMESPACE/NAME.yaml, or secrets/NAMESPACE/NAME/CLUSTER.yaml.
func (o *Origins) secretFile(out *FileExplanation, _ []string, _ []any, _ Blame) error {
	out.About = "a Secret, encrypted; slipway secret set changes it"
	for _, c := range o.Clusters {
		if slices.ContainsFunc(c.Secrets, func(s platform.PlacedSecret) bool { return s.File() == out.File }) {
			out.Clusters = append(out.Clusters, c.Name)
		}
	}
	return nil
}
