package load

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
	"github.com/slipway-platform/slipway/generator/sops"
)

// secretFile is an encrypted Secret, and where things are in it.
type secretFile struct {
	*platform.EncryptedSecret
	src *yamlSource
}

// How secrets are laid out, for people.
const secretLayout = "a Secret is in secrets/NAMESPACE/NAME.yaml, and what one cluster has instead in secrets/NAMESPACE/NAME/CLUSTER.yaml"

// secrets reads secrets/, in the order of the files' names. What is in it is pushed,
// so whatever is not encrypted is refused.
func (r *inputReader) secrets() []secretFile {
	var out []secretFile
	for _, namespace := range r.secretEntries(platform.SecretFolder) {
		dir := path.Join(platform.SecretFolder, namespace.Name())
		if !namespace.IsDir() {
			if namespace.Name() != "README.md" {
				r.notSecret(dir)
			}
			continue
		}
		for _, e := range r.secretEntries(dir) {
			if !e.IsDir() {
				out = r.secret(out, path.Join(dir, e.Name()), namespace.Name(), strings.TrimSuffix(e.Name(), ".yaml"), "")
				continue
			}
			for _, f := range r.secretEntries(path.Join(dir, e.Name())) {
				file := path.Join(dir, e.Name(), f.Name())
				if f.IsDir() {
					r.notSecret(file)
					continue
				}
				out = r.secret(out, file, namespace.Name(), e.Name(), strings.TrimSuffix(f.Name(), ".yaml"))
			}
		}
	}
	slices.SortFunc(out, func(a, b secretFile) int { return platform.CompareSecrets(a.EncryptedSecret, b.EncryptedSecret) })
	return out
}

// secretEntries lists a folder. What is hidden is pushed as well, so that it is refused
// but for what tells Git, SOPS or a desktop of the folder.
func (r *inputReader) secretEntries(dir string) []fs.DirEntry {
	known := []string{".gitignore", ".gitattributes", ".gitkeep", ".sops.yaml", ".DS_Store"}
	return slices.DeleteFunc(r.entries(dir), func(e fs.DirEntry) bool {
		hidden := strings.HasPrefix(e.Name(), ".")
		if hidden && (e.IsDir() || !slices.Contains(known, e.Name())) {
			r.notSecret(path.Join(dir, e.Name()))
		}
		return hidden
	})
}

func (r *inputReader) notSecret(file string) {
	r.problems = append(r.problems, inputFault(file, 0, 0, "is not read, and would be pushed to Git", secretLayout)...)
}

// secret adds one file.
func (r *inputReader) secret(out []secretFile, file, namespace, name, cluster string) []secretFile {
	if path.Ext(file) != ".yaml" {
		r.notSecret(file)
		return out
	}
	src, ps := inputYAML(r.dir, file)
	if r.problems = append(r.problems, ps...); src == nil {
		return out
	}
	c := secretCheck{src: src}
	c.check(namespace, name)
	if r.problems = append(r.problems, c.problems...); len(c.problems) > 0 {
		return out
	}
	data, ps := inputFile(r.dir, file)
	if r.problems = append(r.problems, ps...); len(ps) > 0 {
		return out
	}
	s := &platform.EncryptedSecret{Namespace: namespace, Name: name, Cluster: cluster, Keys: c.keys, Recipients: c.recipients, Text: data}
	return append(out, secretFile{s, src})
}

// secretCheck collects what is wrong with one file, which nobody opens here.
type secretCheck struct {
	src              *yamlSource
	problems         problem.Problems
	keys, recipients []string
}

func (c *secretCheck) add(message, hint string, at ...any) {
	c.problems = append(c.problems, problem.Problem{Position: c.src.at(at...), Path: inputPath(at), Message: message, Hint: hint})
}

// secretValues are the keys of a Secret whose values are encrypted.
func secretValues() []string { return []string{"data", "stringData"} }

func (c *secretCheck) check(namespace, name string) {
	if !sops.Encrypted(c.src.root) {
		c.add("is not encrypted, and would be pushed to Git", "move it away and write it with slipway secret set, or encrypt it with sops; if it was pushed, change the values", c.clear()...)
		return
	}
	file, err := sops.Read(c.src.root)
	if err != nil {
		c.add(err.Error(), "remove it, and make it anew with slipway secret set", "sops")
		return
	}
	c.places(file.Plain(secretValues()...), "is not encrypted, and would be pushed to Git",
		"take it out of the file, and put it there with slipway secret set; if it was pushed, change the value")
	// What is written anew has the values alone encrypted, so that all else would be in clear.
	if beyond := file.Beyond(secretValues()...); len(beyond) > 0 {
		c.places(beyond, "is encrypted, and only data and stringData are to be", "encrypt the values alone: sops encrypt --encrypted-regex '"+sops.SecretFields+"'")
		return
	}
	if c.src.text("metadata", "annotations", lastApplied) != "" {
		c.add("holds the values in clear, and would be pushed to Git", "take it out; if it was pushed, change the values", "metadata", "annotations", inputKey(lastApplied))
	}
	c.recipients = file.Recipients()
	c.is("v1", "apiVersion")
	c.is("Secret", "kind")
	c.is(name, "metadata", "name")
	c.is(namespace, "metadata", "namespace")
	known := append([]string{"apiVersion", "kind", "metadata", "type", "immutable", "sops"}, secretValues()...)
	for i := 0; i+1 < len(c.src.root.Content); i += 2 {
		key, value := c.src.root.Content[i].Value, c.src.root.Content[i+1]
		if !slices.Contains(known, key) {
			c.add("is no field of a Secret", "one file holds one Secret, and nothing else", inputKey(key))
		}
		if slices.Contains(secretValues(), key) && value.Kind == yaml.MappingNode {
			for n := 0; n+1 < len(value.Content); n += 2 {
				c.keys = append(c.keys, value.Content[n].Value)
			}
		}
	}
	slices.Sort(c.keys)
	c.keys = slices.Compact(c.keys)
}

func (c *secretCheck) places(places []sops.Place, message, hint string) {
	for _, p := range places {
		at := problem.Position{File: c.src.file, Line: p.Line, Col: p.Col}
		c.problems = append(c.problems, problem.Problem{Position: at, Path: p.Path, Message: message, Hint: hint})
	}
}

// lastApplied is where kubectl apply keeps the whole of what it was given.
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

// clear is where a value stands that anybody can read.
func (c *secretCheck) clear() []any {
	for _, key := range secretValues() {
		if _, value := yamlEntry(c.src.root, key); value != nil {
			return []any{key}
		}
	}
	return nil
}

// is checks a field that says what the file is.
func (c *secretCheck) is(want string, at ...any) {
	if got := c.src.text(at...); got != want {
		c.add(fmt.Sprintf("must be %q (got %s)", want, inputQuote(got)), secretLayout, at...)
	}
}
