package load

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/build"
)

// Enums are the names that exist, which the schema cannot know.
type Enums struct{ Agents, Topologies, Deliveries, Providers []string }

// inputSchema is platform.cue, compiled, and what it was read from.
type inputSchema struct {
	root  cue.Value
	files fs.FS
}

const (
	inputPlatform = "#Platform"
	inputClusters = "#Clusters"
	inputOne      = "#Cluster"
)

func (s *inputSchema) definition(name string) cue.Value {
	return s.root.LookupPath(cue.MakePath(cue.Def(name)))
}

// compileInputSchema compiles platform.cue with the names that exist.
func compileInputSchema(ctx *cue.Context, schemas fs.FS, enums Enums) (*inputSchema, error) {
	src, err := fs.ReadFile(schemas, "platform.cue")
	if err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	inst := build.NewContext().NewInstance("platform", nil)
	if err := inst.AddFile("platform.cue", src); err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	if err := inst.AddFile("enums.cue", enums.source()); err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	if err := inst.Complete(); err != nil {
		return nil, fmt.Errorf("read schema: %w", err)
	}
	root := ctx.BuildInstance(inst)
	if err := root.Err(); err != nil {
		return nil, fmt.Errorf("compile schema: %w", err)
	}
	return &inputSchema{root: root, files: schemas}, nil
}

// source is the CUE that names what exists.
func (e Enums) source() string {
	var b strings.Builder
	b.WriteString("package platform\n#Clusters: [...#Cluster]\n")
	for _, enum := range []struct {
		name   string
		values []string
	}{
		{"#AgentName", e.Agents}, {"#TopologyName", e.Topologies},
		{"#DeliveryName", e.Deliveries}, {"#ProviderName", e.Providers},
	} {
		alternatives := make([]string, len(enum.values))
		for i, v := range enum.values {
			alternatives[i] = strconv.Quote(v)
		}
		if len(alternatives) == 0 {
			alternatives = []string{"string"}
		}
		fmt.Fprintf(&b, "%s: %s\n", enum.name, strings.Join(alternatives, " | "))
	}
	return b.String()
}
