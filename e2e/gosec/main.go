// Command gosec looks for common security mistakes in the program's packages, and
// fails for what the table does not know. It is a module of its own, so that
// gosec's dependencies are nobody else's; its own command also asks language
// models for mends, whose clients take half an hour to compile.
package main

import (
	"cmp"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/securego/gosec/v2"
	"github.com/securego/gosec/v2/analyzers"
	"github.com/securego/gosec/v2/issue"
	"github.com/securego/gosec/v2/rules"
)

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: gosec ROOT")
	}
	root, err := filepath.Abs(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	found, files, err := look(root)
	if err != nil {
		log.Fatal(err)
	}
	left, stale := judge(found)
	for _, f := range left {
		fmt.Printf("%s:%s: %s: %s\n", f.File, f.Line, f.RuleID, f.What)
	}
	for _, k := range stale {
		fmt.Printf("%s: %s is no longer found: take it out of the table\n", k.file, k.rule)
	}
	fmt.Printf("gosec: %d files, %d findings known, %d not\n", files, len(found)-len(left), len(left))
	if len(left)+len(stale) > 0 {
		os.Exit(1)
	}
}

// look runs every rule over the packages that are part of the program. Those under
// e2e build and break test clusters, which is what the rules are against.
func look(root string) (found []*issue.Issue, files int, err error) {
	list := exec.Command("go", "list", "-f", "{{.Dir}}", "./cmd/...", "./bootstrap/...", "./generator/...", "./schemas", "./templates", "./catalog")
	list.Dir, list.Stderr = root, os.Stderr
	out, err := list.Output()
	if err != nil {
		return nil, 0, fmt.Errorf("list packages: %w", err)
	}
	if err := os.Chdir(root); err != nil {
		return nil, 0, err
	}
	a := gosec.NewAnalyzer(gosec.NewConfig(), false, true, false, 1, log.New(io.Discard, "", 0))
	a.LoadRules(rules.Generate(false, rules.NewRuleFilter(true, everywhere()...)).RulesInfo())
	a.LoadAnalyzers(analyzers.Generate(false, analyzers.NewAnalyzerFilter(true, everywhere()...)).AnalyzersInfo())
	if err := a.Process(nil, strings.Fields(string(out))...); err != nil {
		return nil, 0, fmt.Errorf("look at packages: %w", err)
	}
	found, metrics, errs := a.Report()
	if len(errs) > 0 || metrics.NumFiles == 0 {
		return nil, 0, fmt.Errorf("look at packages: %d files read, %v", metrics.NumFiles, errs)
	}
	for _, f := range found {
		if rel, err := filepath.Rel(root, f.File); err == nil {
			f.File = filepath.ToSlash(rel)
		}
	}
	slices.SortFunc(found, func(a, b *issue.Issue) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.RuleID, b.RuleID))
	})
	return found, metrics.NumFiles, nil
}

func judge(found []*issue.Issue) (left []*issue.Issue, stale []finding) {
	met := map[finding]bool{}
	for _, f := range found {
		at := slices.IndexFunc(known, func(k finding) bool { return k.rule == f.RuleID && k.file == f.File })
		if at < 0 {
			left = append(left, f)
			continue
		}
		met[known[at]] = true
	}
	for _, k := range known {
		if !met[k] {
			stale = append(stale, k)
		}
	}
	return left, stale
}
