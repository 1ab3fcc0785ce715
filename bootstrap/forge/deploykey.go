package forge

import (
	"context"
	"slices"
	"strings"
)

// EnsureDeployKey lets the key read the repository. The title is one cluster's: another key of that title is an old one and
// goes, and the keys of other clusters are left alone.
func (f *Forge) EnsureDeployKey(ctx context.Context, title, public string) (changed bool, err error) {
	keys, err := f.keysOf(ctx, title)
	if err != nil {
		return false, err
	}
	public = withoutComment(public)
	for _, key := range keys {
		if withoutComment(text(key["key"])) == public && has(key, f.readOnly) {
			return false, nil
		}
		if err := f.removeKey(ctx, key); err != nil {
			return false, err
		}
	}
	return true, f.send(ctx, "POST", f.keys, f.words("$title", title, "$key", public), f.key, nil)
}

// DeployKeys tells how many keys of a title there are: the one that is meant, and others.
func (f *Forge) DeployKeys(ctx context.Context, title, public string) (ours, others int, err error) {
	keys, err := f.keysOf(ctx, title)
	for _, key := range keys {
		if public != "" && withoutComment(text(key["key"])) == withoutComment(public) {
			ours++
		} else {
			others++
		}
	}
	return ours, others, err
}

// RemoveDeployKey takes away the key of that title. Another key of the same title is somebody else's, and stays.
func (f *Forge) RemoveDeployKey(ctx context.Context, title, public string) (removed bool, err error) {
	keys, err := f.keysOf(ctx, title)
	if err != nil {
		return false, err
	}
	for _, key := range keys {
		if withoutComment(text(key["key"])) != withoutComment(public) {
			continue
		}
		if err := f.removeKey(ctx, key); err != nil {
			return removed, err
		}
		removed = true
	}
	return removed, nil
}

// keysOf are the keys of a title; a forge may have several.
func (f *Forge) keysOf(ctx context.Context, title string) ([]map[string]any, error) {
	var listed []map[string]any
	err := f.list(ctx, f.keys, f.words(), &listed)
	return slices.DeleteFunc(listed, func(key map[string]any) bool { return key["title"] != title }), err
}

func (f *Forge) removeKey(ctx context.Context, key map[string]any) error {
	return f.send(ctx, "DELETE", f.keys+"/$id", f.words("$id", text(key["id"])), nil, nil)
}

// withoutComment is the part of a public key that is the key.
func withoutComment(public string) string {
	fields := strings.Fields(public)
	return strings.Join(fields[:min(2, len(fields))], " ")
}
