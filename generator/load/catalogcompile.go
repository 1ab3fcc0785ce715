package load

import (
	"fmt"
	"path"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/build"

	"github.com/slipway-platform/slipway/generator/problem"
)

// componentResult is one compiled component, or what is wrong with it.
type componentResult struct {
	component *compiled
	problems  problem.Problems
}

// compileIn compiles the component of one folder of a catalog. It may run beside others.
func compileIn(ctx *cue.Context, schema []sourceFile, src catalogSource, dir string, files []sourceFile, before map[string]*compiled) componentResult {
	layers, problems := layersOf(src, dir, files, before)
	if len(problems) > 0 {
		return componentResult{problems: problems}
	}
	defer src.watch.enter(path.Join(src.place(), dir, layers[len(layers)-1].entry()))()
	c, problems := compileComponent(ctx, schema, dir, layers)
	if c != nil {
		c.Catalog, c.watch = src.name, src.watch
	}
	return componentResult{c, problems}
}

// compileComponent builds one component and reads what does not depend on a
// cluster.
func compileComponent(ctx *cue.Context, schema []sourceFile, dir string, layers []sourceLayer) (*compiled, problem.Problems) {
	last := layers[len(layers)-1]
	catalog := last.place
	inst := build.NewContext().NewInstance(dir, nil)
	facts := factUse{labels: map[string]bool{}}
	asked := capabilityUse{}
	own, err := parseLayers(layers)
	if err != nil {
		return nil, catalogProblems(err)
	}
	for _, file := range own {
		if ps := checkPackage(file); len(ps) > 0 {
			return nil, ps
		}
		facts.check(file)
		asked.check(file)
	}
	shared, err := parseFiles("", schema)
	if err != nil {
		return nil, catalogProblems(err)
	}
	for _, file := range append(shared, own...) {
		if err := inst.AddSyntax(file); err != nil {
			return nil, catalogProblems(err)
		}
	}
	if err := inst.Complete(); err != nil {
		return nil, catalogProblems(err)
	}
	// Not root.Err(): a config that the user must fill in is incomplete as it stands.
	root := ctx.BuildInstance(inst)
	c := &compiled{root: root, layers: layers, file: path.Join(catalog, dir, last.entry()), config: root.LookupPath(cue.ParsePath("#Config")), syntax: own}
	if ps := c.decodeFields(); len(ps) > 0 {
		return nil, ps
	}
	if ps := append(checkVocabulary(c), asked.unnamed(c)...); len(ps) > 0 {
		return nil, ps
	}
	if ps := c.decodeAlone(ctx); len(ps) > 0 {
		return nil, ps
	}
	c.PinnedImages = c.pinnedImages()
	c.localObjects = root.LookupPath(cue.ParsePath("local.objects"))
	c.Local = c.localObjects.Exists()
	c.labels = facts.sortedLabels()
	if !c.PerCluster && len(facts.problems) > 0 {
		return nil, facts.problems
	}
	if strings.HasSuffix(dir, "-config") {
		return nil, problem.Problems{{Position: problem.Position{File: path.Join(catalog, dir)},
			Message: "a component cannot have this name", Hint: "-config at the end is the name of a component's second unit"}}
	}
	if c.Name != dir {
		return nil, c.fault([]any{"name"}, fmt.Sprintf("must be %q, the name of the folder (got %q)", dir, c.Name), "")
	}
	return c, nil
}

func fieldNames(v cue.Value) []string {
	var names []string
	iter, err := v.Fields(cue.Optional(true))
	if err != nil {
		return nil
	}
	for iter.Next() {
		names = append(names, strings.TrimRight(iter.Selector().Unquoted(), "!?"))
	}
	return names
}
