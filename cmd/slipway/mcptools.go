package main

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/slipway-platform/slipway/bootstrap/redact"
)

func (a *app) mcpCommand() *cobra.Command {
	var allowWrite bool
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Let an assistant look at the platform, by the Model Context Protocol",
		Long: `Serve the Model Context Protocol on stdin and stdout, for an assistant that starts
this program: validate, explain, diff, graph, the catalog, status and doctor as tools,
with the results that -o json prints. They look at the folder of --directory and no other,
and change nothing. With --allow-write there is generate as well. No tool changes a
cluster or Git.`,
		Example: `  slipway mcp -C ~/platform
  slipway mcp -C ~/platform --allow-write`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, _, person := size(a.in); person {
				a.say("an assistant starts this and talks to it; there is nothing to type here, and Ctrl-C ends it")
			}
			return a.serveTools(cmd.Context(), allowWrite)
		},
	}
	cmd.Flags().BoolVar(&allowWrite, "allow-write", false, "let generate write the repository, too")
	return cmd
}

const toolInstructions = `Slipway makes a GitOps repository of one file, platform.yaml (and clusters/, overrides/), ` +
	`which an agent (Argo CD, Flux or Sveltos) applies to clusters. Change the input, never files below gitops/. ` +
	`After an edit call validate, then diff with revision HEAD to see what it does to each cluster; say what is destructive before it is merged.`

// tool is a command that an assistant may run; what it returns is what the
// command prints with -o json.
type tool struct {
	name, title, description string
	// writes is whether it changes files, network whether it asks clusters, registries or Git remotes.
	writes, network bool
	// verdicts are exit codes of a command that did what it should: it found something.
	verdicts []int
}

var (
	validateTool = tool{name: "validate", title: "Validate the input", verdicts: []int{exitUsage},
		description: "Everything that is wrong with platform.yaml, clusters/ and overrides/, each with file, line, column and what to do. No problems means that the input is valid."}
	explainTool = tool{name: "explain", title: "Explain where something came from",
		description: "Where something came from: level by level with file and line, the commit that wrote it, whom it reaches, and where to change it. With name: a cluster, component, capability, or FILE:LINE of the folder. With cluster and component: version, variant, units, effective config and chart values; with path besides, one of these."}
	diffTool = tool{name: "diff", title: "What a change does", verdicts: []int{exitDifference},
		description: "With a Git revision: what the difference between it and the working folder (or between two, A..B) does to each cluster, as units, Kubernetes objects and fields, with the blast radius and what is destructive. Without one: which generated files are not what the input says."}
	graphTool = tool{name: "graph", title: "The platform as a graph",
		description: "Who drives which clusters (topology), which unit waits for which and who provides which capability (dependencies), and which component is on which clusters (placement). Clusters that get exactly the same are one set."}
	catalogListTool = tool{name: "catalog_list", title: "List the catalog",
		description: "The components that can be enabled, with version, category, capabilities and footprint, the catalog that each is from, and the clusters that have it."}
	catalogShowTool = tool{name: "catalog_show", title: "Show a component",
		description: "A component with all its settings (type, default, meaning), the capabilities that it needs and gives and who provides them, Secrets, images and the clusters that have it."}
	catalogCapabilitiesTool = tool{name: "catalog_capabilities", title: "List the capabilities",
		description: "The words by which components are connected: what each means, which components provide, require, use and read it, and which clusters have it."}
	catalogSecretsTool = tool{name: "catalog_secrets", title: "List the Secrets that are needed",
		description: "Every Secret that the platform needs: keys, who makes it (user, bootstrap, component), what reads it, why, on which clusters; and where bootstrap reads the declared credentials. Never a value."}
	catalogImagesTool = tool{name: "catalog_images", title: "List charts and images",
		description: "Every chart, published manifests and image that the platform pulls, with the components that they are for and the mirrors in use."}
	statusTool = tool{name: "status", title: "Status of the clusters", network: true, verdicts: []int{exitFailed},
		description: "Whether every unit on every cluster is as Git says and, if not, the one cause and its mend. Asks the clusters; changes nothing."}
	doctorTool = tool{name: "doctor", title: "Examine the surroundings", network: true, verdicts: []int{exitFailed},
		description: "What this machine, the clusters, the Git repository and the registries lack, each with the command that mends it. Asks them; changes nothing."}
	generateTool = tool{name: "generate", title: "Write the repository", writes: true,
		description: "Write everything below gitops/ from the input. Files that were edited by hand stop it; files of others are never touched. Commits and pushes nothing."}
)

// toolInput is what a tool takes: it makes the command of it. What an assistant
// says is never a flag: it stands behind "--", or behind "=".
type toolInput interface{ command() []string }

type noInput struct{}

func (noInput) command() []string { return nil }

type explainInput struct {
	Name      string `json:"name,omitempty" jsonschema:"a cluster, a component, a capability, or a file such as platform.yaml:12; in place of the others"`
	Cluster   string `json:"cluster,omitempty" jsonschema:"the cluster's name"`
	Component string `json:"component,omitempty" jsonschema:"the component's name"`
	Path      string `json:"path,omitempty" jsonschema:"a setting or value of the component, such as config.replicas or values.image.tag"`
}

func (in explainInput) command() []string {
	words := slices.DeleteFunc([]string{in.Name, in.Cluster, in.Component, in.Path}, func(word string) bool { return word == "" })
	return append([]string{"--"}, words...)
}

type diffInput struct {
	Revision string `json:"revision,omitempty" jsonschema:"a branch, tag or commit such as HEAD or origin/main, or two as A..B; leave it out for the generated files"`
}

func (in diffInput) command() []string {
	if in.Revision == "" {
		return nil
	}
	return []string{"--", in.Revision}
}

type graphInput struct {
	View    string `json:"view,omitempty" jsonschema:"topology, dependencies or placement; leave it out for all"`
	Cluster string `json:"cluster,omitempty" jsonschema:"look at this cluster alone"`
}

func (in graphInput) command() []string {
	args := clusterInput{in.Cluster}.command()
	if in.View != "" {
		args = append(args, "--", in.View)
	}
	return args
}

type catalogShowInput struct {
	Name string `json:"name" jsonschema:"the component's name"`
}

func (in catalogShowInput) command() []string { return []string{"--", in.Name} }

type clusterInput struct {
	Cluster string `json:"cluster,omitempty" jsonschema:"look at this cluster alone"`
}

func (in clusterInput) command() []string {
	if in.Cluster == "" {
		return nil
	}
	return []string{"--cluster=" + in.Cluster}
}

type generateInput struct {
	DryRun bool `json:"dryRun,omitempty" jsonschema:"write nothing; say what would change"`
}

func (in generateInput) command() []string {
	if in.DryRun {
		return []string{"--dry-run"}
	}
	return nil
}

// runTool runs a tool's command in this process, apart from the streams that the
// protocol has. What it prints is the result; an error is what it says on stderr.
func (a *app) runTool(ctx context.Context, t tool, args []string) (string, error) {
	var out, said bytes.Buffer
	sub := &app{schemas: a.schemas, in: strings.NewReader(""), out: &out, err: &said, now: a.now, environ: a.environ, getenv: a.getenv}
	cmd := sub.root()
	cmd.SetArgs(append(append([]string{"--directory=" + a.dir, "--quiet", "--output=json"}, strings.Split(t.name, "_")...), args...))
	cmd.SetIn(sub.in)
	cmd.SetOut(sub.out)
	cmd.SetErr(sub.err)
	code := sub.report(ctx, cmd.ExecuteContext(ctx))
	if out.Len() > 0 && (code == exitDone || slices.Contains(t.verdicts, code)) {
		return out.String(), nil
	}
	return "", errors.New(redact.Text(strings.TrimSpace(said.String() + "\n" + out.String())))
}
