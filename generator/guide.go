package generator

import (
	"bytes"
	"os"
	"path/filepath"

	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/render"
)

// guideFile is where assistants look for what they have to know.
const guideFile = "AGENTS.md"

// Guide returns the file that says how a platform is worked on.
func Guide(src Sources, dir string, p *platform.Platform) (NewFile, error) {
	agent, err := Agent(src, p)
	if err != nil {
		return NewFile{}, err
	}
	text, err := render.Guide(render.Sources{Templates: src.Templates}, p, agent)
	return NewFile{filepath.Join(dir, guideFile), text, 0o644}, err
}

// Untouched lists the seeds that no tree holds and nobody changed: what differs from how Slipway wrote it is the user's, and so
// is one that Slipway never wrote.
func Untouched(src Sources, dir string, p *platform.Platform) ([]string, error) {
	f, err := Guide(src, dir, p)
	if err != nil {
		return nil, err
	}
	if text, err := os.ReadFile(f.Path); err != nil || !bytes.Equal(text, f.Data) {
		return nil, nil // one that cannot be read is not known to be as it was written
	}
	return []string{guideFile}, nil
}
