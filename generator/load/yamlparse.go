package load

import (
	"bytes"
	"errors"
	"io"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/problem"
)

// yamlParse reads one YAML document and checks that it is the plain YAML that
// Slipway takes. The root is nil when the file holds nothing.
func yamlParse(file string, data []byte) (*yaml.Node, problem.Problems) {
	if bytes.HasPrefix(data, []byte("version https://git-lfs.github.com/spec/")) {
		return nil, inputFault(file, 1, 1, "this is a pointer of Git LFS and not the file",
			"run git lfs pull, and keep what belongs to the platform out of LFS: add /"+file+" !filter !diff !merge to .gitattributes")
	}
	dec := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	if err := dec.Decode(&doc); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, nil
		}
		return nil, yamlSyntaxProblem(file, data)
	}
	var second yaml.Node
	switch err := dec.Decode(&second); {
	case err == nil:
		return nil, inputFault(file, second.Line, second.Column, "a second document begins here", "keep one document per file: remove the --- line")
	case !errors.Is(err, io.EOF):
		return nil, yamlSyntaxProblem(file, data)
	}
	root := doc.Content[0]
	if yamlIsEmpty(root) {
		return nil, nil
	}
	if ps := yamlCheck(file, root); len(ps) > 0 {
		return nil, ps
	}
	return root, nil
}

// yamlIsEmpty tells a document of comments alone from one that says null.
func yamlIsEmpty(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Value == "" && n.ShortTag() == "!!null"
}

// yamlRead reads a YAML file whose top level is a mapping.
func yamlRead(file string, data []byte) (*yamlSource, problem.Problems) {
	root, ps := yamlParse(file, data)
	if len(ps) > 0 || root == nil {
		return nil, ps
	}
	if root.Kind != yaml.MappingNode {
		return nil, inputFault(file, root.Line, root.Column, "must hold fields (got "+yamlDescribe(root)+")", "")
	}
	return &yamlSource{file: file, root: root}, nil
}
