package roster

import (
	"errors"
	"net"
	"strings"
)

const clusterAPI = "cluster.x-k8s.io/"

// isClusterAPI tells what kubectl get clusters prints.
func isClusterAPI(root []*node) bool {
	for _, n := range clusterObjects(root) {
		if strings.HasPrefix(n.at("apiVersion").text, clusterAPI) && n.at("kind").text == "Cluster" {
			return true
		}
	}
	return false
}

// clusterObjects are the objects of documents and of lists in them.
func clusterObjects(root []*node) (out []*node) {
	for _, n := range root {
		if items := n.field("items"); items != nil {
			out = append(out, items.values...)
		} else {
			out = append(out, n)
		}
	}
	return out
}

// readClusterAPI makes a cluster of each Cluster object.
func readClusterAPI(root []*node) (out []record, err error) {
	for _, n := range clusterObjects(root) {
		name := n.at("metadata", "name").text
		host, port := n.at("spec", "controlPlaneEndpoint", "host").text, n.at("spec", "controlPlaneEndpoint", "port").text
		r := record{line: n.line, columns: map[string]string{"name": name, "kubernetes": n.at("spec", "topology", "version").text}}
		if host != "" {
			r.columns["server"] = "https://" + net.JoinHostPort(host, port)
		}
		labels := n.at("metadata", "labels")
		for i, key := range labels.keys {
			if domain, _, _ := strings.Cut(key, "/"); !strings.HasSuffix(domain, "x-k8s.io") { // its own, of no use elsewhere
				r.columns["label."+key] = labels.values[i].text
			}
		}
		switch {
		case !strings.HasPrefix(n.at("apiVersion").text, clusterAPI) || n.at("kind").text != "Cluster":
			r.passed = "it is no Cluster of Cluster API"
		case n.at("metadata", "deletionTimestamp").text != "":
			r.passed = "cluster " + name + " is being deleted"
		case host == "":
			r.wrong = "it has no controlPlaneEndpoint yet"
		}
		out = append(out, r)
	}
	if len(out) == 0 {
		return nil, errors.New("it holds no objects")
	}
	return out, nil
}
