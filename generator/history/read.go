package history

import (
	"path"

	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
	"github.com/slipway-platform/slipway/generator/tree"
)

// item is a file or folder of a folder.
type item struct {
	id     string
	folder bool
}

func (r *Reader) list(folder string) (map[string]item, error) {
	out := map[string]item{}
	if folder == "" {
		return out, nil
	}
	err := r.store.Each(folder, func(name, id string, folder bool) { out[name] = item{id, folder} })
	return out, err
}

// At reads the state in a commit.
func (r *Reader) At(commit string) (*State, error) {
	id, err := r.store.Root(commit)
	if err != nil {
		return nil, err
	}
	if id == r.last.id {
		return r.last, nil
	}
	s := &State{id: id}
	top, err := r.list(id)
	if err != nil {
		return nil, err
	}
	generated, err := r.list(top[render.Generated].id)
	if err != nil {
		return nil, err
	}
	if s.lock, err = again(r.last.lock, top["slipway.lock"].id, r.readLock); err != nil {
		return nil, err
	}
	if s.outline, err = r.readOutline(top); err != nil {
		return nil, err
	}
	if s.agent = r.agents[s.lock.what.Root.Agent]; s.agent != nil {
		if s.clusters, err = again(r.last.clusters, generated["clusters"].id, func(id string) (map[string]*cluster, error) { return r.readClusters(s.agent, id) }); err != nil {
			return nil, err
		}
		if s.variants, err = again(r.last.variants, generated["components"].id, r.readVariants); err != nil {
			return nil, err
		}
	}
	r.last = s
	return s, nil
}

// again reads what is not what it was.
func again[T any](last memo[T], id string, read func(id string) (T, error)) (memo[T], error) {
	if id != "" && id == last.id {
		return last, nil
	}
	out := memo[T]{id: id}
	var err error
	if id != "" {
		out.what, err = read(id)
	}
	return out, err
}

// readLock takes a lock that cannot be read, such as one with a conflict, for that of the commit before.
func (r *Reader) readLock(id string) (tree.Meta, error) {
	data, err := r.store.Read(id)
	if err != nil {
		return tree.Meta{}, err
	}
	meta, err := tree.ParseMeta(data)
	if err != nil {
		return r.last.lock.what, nil
	}
	return meta, nil
}

func (r *Reader) readOutline(top map[string]item) (o outline, err error) {
	last := r.last.outline
	if o.platform, err = again(last.platform, top["platform.yaml"].id, func(id string) (*load.Outline, error) {
		data, err := r.store.Read(id)
		if err != nil {
			return nil, err
		}
		parsed, err := load.ParseOutline(data, r.versions)
		if err != nil {
			return last.platform.what, nil // a commit that nothing could be generated of
		}
		return parsed, nil
	}); err != nil || o.platform.what == nil {
		return o, err
	}
	if !o.platform.what.SameVersion(last.platform.what) {
		last.files = memo[map[string]*clusterInput]{} // the same bytes say something else
	}
	read := func(id string) (map[string]*clusterInput, error) {
		return r.readClusterInputs(id, o.platform.what, last.files.what)
	}
	if o.files, err = again(last.files, top["clusters"].id, read); err != nil {
		return o, err
	}
	if o.platform.id == last.platform.id && o.files.id == last.files.id && last.whole != nil {
		o.whole = last.whole
		return o, nil
	}
	var clusters []load.OutlineCluster
	for _, f := range o.files.what {
		clusters = append(clusters, f.OutlineCluster)
	}
	o.whole = o.platform.what.With(clusters)
	return o, nil
}

func (r *Reader) readClusterInputs(id string, of *load.Outline, last map[string]*clusterInput) (map[string]*clusterInput, error) {
	files, err := r.list(id)
	if err != nil {
		return nil, err
	}
	out := map[string]*clusterInput{}
	for name, f := range files {
		if ext := path.Ext(name); f.folder || ext != ".yaml" && ext != ".yml" {
			continue
		}
		if was := last[name]; was != nil && was.id == f.id {
			out[name] = was
			continue
		}
		data, err := r.store.Read(f.id)
		if err != nil {
			return nil, err
		}
		if parsed, err := of.ParseCluster(data); err == nil && parsed.Name != "" {
			out[name] = &clusterInput{f.id, parsed}
		}
	}
	return out, nil
}

func (r *Reader) readClusters(a *agent, id string) (map[string]*cluster, error) {
	folders, err := r.list(id)
	if err != nil {
		return nil, err
	}
	out := make(map[string]*cluster, len(folders))
	for name, folder := range folders {
		if was := r.last.clusters.what[name]; was != nil && was.id == folder.id && r.last.agent == a {
			out[name] = was
			continue
		}
		if !folder.folder {
			continue
		}
		files, err := r.list(folder.id)
		if err != nil {
			return nil, err
		}
		file, there := files["cluster.yaml"]
		if !there {
			continue
		}
		data, err := r.store.Read(file.id)
		if err != nil {
			return nil, err
		}
		out[name] = &cluster{id: folder.id, variants: a.variants.Variants(data)}
	}
	return out, nil
}

func (r *Reader) readVariants(id string) (map[string]*component, error) {
	components, err := r.list(id)
	if err != nil {
		return nil, err
	}
	out := make(map[string]*component, len(components))
	for name, c := range components {
		if was := r.last.variants.what[name]; was != nil && was.id == c.id {
			out[name] = was
			continue
		}
		if !c.folder {
			continue
		}
		folders, err := r.list(c.id)
		if err != nil {
			return nil, err
		}
		out[name] = &component{c.id, map[string]variant{}}
		for v, f := range folders {
			out[name].folders[platform.Dotted(v)] = variant{v, f.id}
		}
	}
	return out, nil
}
