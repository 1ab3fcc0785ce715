package roster

import (
	"errors"
	"regexp"
	"strings"
)

var aName = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$`)

// readKubeconfig makes a cluster of each context. Of what the file holds only
// names and addresses are looked at: no token, no key and no certificate.
func readKubeconfig(root []*node) (out []record, err error) {
	if len(root) != 1 || root[0].field("contexts") == nil {
		return nil, errors.New("it has no contexts")
	}
	servers := map[string]string{}
	for _, c := range root[0].at("clusters").values {
		servers[c.at("name").text] = c.at("cluster", "server").text
	}
	seen := map[string]string{}
	for _, c := range root[0].at("contexts").values {
		context, cluster := c.at("name").text, c.at("context", "cluster").text
		r := record{line: c.line, columns: map[string]string{"name": nameIn(context, cluster), "context": context, "server": servers[cluster]}}
		other, again := seen[cluster]
		switch {
		case cluster == "" || servers[cluster] == "":
			r.wrong = "context " + context + " names no cluster with a server"
		case again:
			r.passed = "context " + context + " leads to the same cluster as " + other
		}
		seen[cluster] = context
		out = append(out, r)
	}
	if len(out) == 0 {
		return nil, errors.New("it has no contexts")
	}
	return out, nil
}

// nameIn finds a cluster's name in those that programs give contexts, such as
// admin@eu-1 and arn:aws:eks:eu-west-1:1:cluster/eu-1.
func nameIn(context, cluster string) string {
	for _, text := range []string{context, cluster} {
		last := text[strings.LastIndexAny(text, "/@:")+1:]
		for _, name := range []string{text, last} {
			if aName.MatchString(name) {
				return name
			}
		}
	}
	return context
}
