package load

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

const clusterFolder = "clusters"

// clusterFile is one file under clusters/, read.
type clusterFile struct {
	name     string
	source   inputSource
	yaml     *yamlSource // nil for CUE
	problems problem.Problems
	cluster  platform.ClusterInput
	ok       bool
}

// clusterFiles reads clusters/, one cluster per file, in the order of names.
func (r *inputReader) clusterFiles() ([]inputCluster, []platform.ClusterInput) {
	files := r.parseClusters(r.clusterFileNames())
	var plain []*clusterFile // those in YAML, which are evaluated together
	for i := range files {
		f := &files[i]
		r.problems = append(r.problems, f.problems...)
		switch {
		case path.Ext(f.name) == ".cue":
			f.source = r.read(f.name, inputOne, &f.cluster)
			f.ok = f.source != nil
		case f.yaml != nil && r.current(f.yaml, inputOne):
			f.source = f.yaml
			plain = append(plain, f)
		}
	}
	r.decodeClusters(plain)
	var places []inputCluster
	var clusters []platform.ClusterInput
	for i := range files {
		if f := &files[i]; f.ok {
			r.checkFileName(f)
			places = append(places, inputCluster{source: f.source})
			clusters = append(clusters, f.cluster)
		}
	}
	return places, clusters
}

// parseClusters reads the YAML among the files, several at a time.
func (r *inputReader) parseClusters(names []string) []clusterFile {
	files := make([]clusterFile, len(names))
	workers := runtime.GOMAXPROCS(0)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(names); i += workers {
				f := &files[i]
				if f.name = names[i]; path.Ext(f.name) != ".cue" {
					f.yaml, f.problems = inputYAML(r.dir, f.name)
				}
			}
		})
	}
	wg.Wait()
	return files
}

// decodeClusters evaluates all files at once: a thousand evaluations would
// cost more. When something is wrong each is looked at by itself.
func (r *inputReader) decodeClusters(files []*clusterFile) {
	list := &yaml.Node{Kind: yaml.SequenceNode}
	for _, f := range files {
		list.Content = append(list.Content, f.yaml.root)
	}
	var clusters []platform.ClusterInput
	err := r.decode(list, inputClusters, &clusters)
	for i, f := range files {
		if err == nil {
			f.cluster, f.ok = clusters[i], true
		} else {
			f.ok = r.decodeYAML(f.yaml, inputOne, &f.cluster)
		}
	}
}

// checkFileName keeps file and cluster findable by one name.
func (r *inputReader) checkFileName(f *clusterFile) {
	base := strings.TrimSuffix(path.Base(f.name), path.Ext(f.name))
	if f.cluster.Name == base {
		return
	}
	p := inputFault(f.name, 0, 0, fmt.Sprintf("must be %q, the name of the file (got %q)", base, f.cluster.Name), "")
	p[0].Position, p[0].Path = f.source.at("name"), "name"
	r.problems = append(r.problems, p...)
}

// clusterFileNames lists the files that hold clusters; fs.ReadDir sorts.
func (r *inputReader) clusterFileNames() []string {
	entries, err := fs.ReadDir(r.dir, clusterFolder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		r.problems = append(r.problems, inputUnreadable(clusterFolder, err)...)
	}
	var names []string
	for _, e := range entries {
		name := path.Join(clusterFolder, e.Name())
		switch ext := path.Ext(name); {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir():
			r.problems = append(r.problems, inputFault(name, 0, 0, "is a folder, which is not read", "put the files directly into clusters/")...)
		case ext == ".yaml" || ext == ".yml" || ext == ".cue":
			names = append(names, name)
		}
	}
	return names
}
