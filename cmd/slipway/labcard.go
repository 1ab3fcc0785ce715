package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/generator/platform"
)

// labCard says what there is to open of a lab that was started, and what to type next.
func (a *app) labCard(f *bootstrap.LabFacts, p *platform.Platform) error {
	if a.output == "json" {
		return a.json(f)
	}
	if a.quiet {
		return nil
	}
	fmt.Fprintln(a.out)
	if err := a.printLab(f); err != nil {
		return err
	}
	fmt.Fprint(a.out, "\nType next:\n")
	for _, line := range a.typeNext(f, p) {
		if line[1] != "" {
			line[0] = fmt.Sprintf("%-38s # %s", line[0], line[1])
		}
		fmt.Fprintf(a.out, "  %s\n", line[0])
	}
	return nil
}

// typeNext are commands, each with what it is for. The last ones begin the exercises, which are about the component sample.
func (a *app) typeNext(f *bootstrap.LabFacts, p *platform.Platform) [][2]string {
	lines := [][2]string{{"cd " + a.tilde(f.Workspace), ""}}
	driven := f.Units != nil || f.UnitsError != ""
	if driven {
		lines = append(lines, [2]string{"slipway status", "is the contract kept?"})
	}
	lines = append(lines, [2]string{"slipway generate --commit && git push", "once platform.yaml is changed"})
	if driven {
		lines = append(lines, [2]string{"slipway lab reset", "back to how it began"})
	}
	lines = append(lines, [2]string{"slipway lab down " + f.Name, "all of it away again"})
	if driven && slices.ContainsFunc(p.Components, func(c *platform.Component) bool { return c.Name == "sample" }) {
		lines = append(lines, [2]string{"slipway lab watch " + f.Name, "in a second terminal"}, [2]string{"slipway lab exercise start 1", "learn by exercises"})
	}
	return lines
}

// printLab is for people. An address or a path that is longer than a line stays
// whole, to be copied.
func (a *app) printLab(f *bootstrap.LabFacts) error {
	state := "is stopped; start it with: slipway lab up"
	if f.Running {
		state = "runs"
		if f.Since != nil {
			state += " since " + f.Since.Local().Format("2006-01-02 15:04")
		}
	}
	whose := ""
	if f.Participant != "" {
		whose = ", of " + f.Participant + ","
	}
	fmt.Fprintf(a.out, "Lab %s%s %s\n\n", f.Name, whose, state)
	a.labFact("agent", f.Agent)
	a.labFact("units", unitsOf(f))
	a.labFact("memory", memoryText(f.Memory))
	a.labFact("commits", f.Web)
	a.labFact("git", f.Git)
	a.labFact("workspace", a.tilde(f.Workspace))
	for _, c := range f.Clusters {
		a.labFact("cluster", c.Name+", provider "+c.Provider)
		fmt.Fprintf(a.out, "  export KUBECONFIG=%s\n", a.tilde(c.Kubeconfig))
	}
	return nil
}

func (a *app) labFact(name, what string) {
	if what != "" {
		fmt.Fprintf(a.out, "  %-10s %s\n", name, what)
	}
}

func unitsOf(f *bootstrap.LabFacts) string {
	switch {
	case f.Units != nil:
		return fmt.Sprintf("%d of %d in order", f.Units.Ready, f.Units.Of)
	case f.UnitsError != "":
		first, _, _ := strings.Cut(f.UnitsError, "\n")
		return "unknown: " + first
	}
	return ""
}

func memoryText(bytes int64) string {
	if bytes == 0 {
		return ""
	}
	return fmt.Sprintf("%d MiB", bytes>>20)
}

// tilde shortens a path of this user's; shells make it long again.
func (a *app) tilde(path string) string {
	home := a.getenv("HOME")
	inside, err := filepath.Rel(home, path)
	if home == "" || err != nil || !filepath.IsLocal(inside) || strings.ContainsAny(path, " \t'\"$\\") {
		return shellWord(path)
	}
	return "~/" + filepath.ToSlash(inside)
}
