package generator

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"

	"github.com/slipway-platform/slipway/generator/edit"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/problem"
)

// Switch enables and disables components in platform.yaml, and leaves every
// other byte of it alone.
type Switch struct {
	trials     *load.Trials
	components map[string]platform.Component
	settings   map[string]platform.Settings // spec.components as it stands
	text       *PlatformText
}

// NewSwitch reads the platform in dir.
func NewSwitch(src Sources, dir string) (*Switch, error) {
	s := &Switch{components: map[string]platform.Component{}}
	var err error
	if s.text, err = readPlatform(dir); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no %s here; platform.cue is a program, and its components are yours to change", platformFile)
	} else if err != nil {
		return nil, err
	}
	catalogs, err := CatalogsOf(src, dir)
	if err != nil {
		return nil, err
	}
	if s.trials, err = NewTrials(src, catalogs); err != nil {
		return nil, err
	}
	in, err := load.Input(src.load(), os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	if err := editable(src, in.APIVersion); err != nil {
		return nil, err
	}
	s.settings = in.Spec.Components
	for _, c := range s.trials.Components() {
		if !c.ForTenants {
			s.components[c.Name] = c
		}
	}
	return s, nil
}

// Known refuses a name that no catalog has.
func (s *Switch) Known(name string) error {
	if _, ok := s.components[name]; ok {
		return nil
	}
	return problem.Problems{load.NoComponent(name, slices.Sorted(maps.Keys(s.components)))}
}

// Enable puts components into the text, the first with its settings, and
// reports those that were not enabled before.
func (s *Switch) Enable(names []string, config map[string]any) ([]string, error) {
	var added []string
	for i, name := range names {
		settings, named := s.settings[name]
		if named && (settings.Enabled == nil || *settings.Enabled) {
			if i == 0 && len(config) > 0 {
				return nil, problem.Problems{{Message: name + " is enabled already", Hint: "change its config in platform.yaml"}}
			}
			continue
		}
		entry := map[string]any{}
		if i == 0 && len(config) > 0 {
			entry["config"] = config
		}
		if err := s.put(name, named, entry); err != nil {
			return nil, err
		}
		added = append(added, name)
	}
	return added, nil
}

// Disable says in the text that components are not enabled, and reports those
// that were. Their settings stay.
func (s *Switch) Disable(names []string) ([]string, error) {
	var gone []string
	for _, name := range names {
		settings, named := s.settings[name]
		switch {
		case !named:
			return nil, problem.Problems{{Message: fmt.Sprintf("spec.components does not name %s", name), Hint: "a group or a cluster may: disable it there, by enabled: false"}}
		case settings.Enabled != nil && !*settings.Enabled:
			continue
		}
		var err error
		if settings.Enabled != nil {
			s.text.now, err = edit.Set(s.text.now, "false", "spec", "components", name, "enabled")
		} else {
			s.text.now, err = edit.Put(s.text.now, "enabled", "false", "spec", "components", name)
		}
		if err != nil {
			return nil, inPlatform(err)
		}
		gone = append(gone, name)
	}
	return gone, nil
}

func (s *Switch) put(name string, named bool, entry map[string]any) (err error) {
	switch {
	case named:
		if s.text.now, err = edit.Set(s.text.now, "true", "spec", "components", name, "enabled"); err == nil && len(entry) > 0 {
			err = errors.New(" its config is yours to change")
		}
	default:
		if len(s.settings) == 0 {
			if first, none := edit.Put(s.text.now, "components", "{"+name+": "+flow(entry)+"}", "spec"); none == nil {
				s.text.now = first // there was no spec.components
				break
			}
		}
		s.text.now, err = edit.Put(s.text.now, name, flow(entry), "spec", "components")
	}
	if err != nil {
		return inPlatform(err)
	}
	s.settings[name] = platform.Settings{}
	return nil
}

func inPlatform(err error) error {
	return fmt.Errorf("change spec.components in %s:%w", platformFile, err)
}

// Load reads the platform as it would be.
func (s *Switch) Load() (*platform.Platform, error) {
	dir, err := withTexts(os.DirFS(s.text.dir), map[string][]byte{platformFile: s.text.now})
	if err != nil {
		return nil, err
	}
	return s.trials.Load(dir)
}

// Write puts the text in place of platform.yaml.
func (s *Switch) Write() error { return s.text.Write() }
