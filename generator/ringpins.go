package generator

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"

	"github.com/slipway-platform/slipway/generator/edit"
	"github.com/slipway-platform/slipway/generator/load"
	"github.com/slipway-platform/slipway/generator/platform"
	"github.com/slipway-platform/slipway/generator/rings"
)

// RingPins changes the version pins of rings in platform.yaml, and leaves every
// other byte of it alone.
type RingPins struct {
	src Sources
	dir string
	// Input is what the user wrote, Platform what it comes to.
	Input    *platform.Input
	Platform *platform.Platform
	text     *PlatformText // nil where the input is a platform.cue
}

// NewRingPins reads the platform in dir.
func NewRingPins(src Sources, dir string) (*RingPins, error) {
	r := &RingPins{src: src, dir: dir}
	var err error
	if r.Platform, err = Load(src, dir); err != nil {
		return nil, err
	}
	if r.Input, err = load.Input(src.load(), os.DirFS(dir)); err != nil {
		return nil, err
	}
	if err := editable(src, r.Input.APIVersion); err != nil {
		return nil, err
	}
	if r.text, err = readPlatform(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return r, nil
}

// Editable is whether the input is a file whose text can be changed.
func (r *RingPins) Editable() bool { return r.text != nil }

// With returns the platform as it would be with pins that nobody writes.
func (r *RingPins) With(pins []rings.Pin) (*platform.Platform, error) {
	other, text := *r, *r.text
	other.text = &text
	if err := other.Change(pins); err != nil {
		return nil, err
	}
	return other.Load()
}

// Change puts pins into the text.
func (r *RingPins) Change(pins []rings.Pin) error {
	have := map[string]int{}
	for _, ring := range r.Input.Spec.Rings {
		have[ring.Name] = len(ring.Versions)
	}
	for _, pin := range pins {
		n := have[pin.Ring]
		text, err := r.changed(pin, n)
		if err != nil {
			return fmt.Errorf("change the pin of %s in ring %s of %s to %s: %w", pin.Component, pin.Ring, platformFile, cmp.Or(pin.To, "none"), err)
		}
		switch r.text.now = text; {
		case pin.From == "":
			n++
		case pin.To == "":
			n--
		}
		have[pin.Ring] = n
	}
	return nil
}

// changed is the text with a pin of a ring that has so many.
func (r *RingPins) changed(pin rings.Pin, pins int) ([]byte, error) {
	at := slices.IndexFunc(r.Input.Spec.Rings, func(ring platform.Ring) bool { return ring.Name == pin.Ring })
	ring := []string{"spec", "rings", strconv.Itoa(at)}
	versions := append(slices.Clone(ring), "versions")
	switch {
	case pin.From == "" && pins == 0:
		out, err := edit.Put(r.text.now, "versions", flow(map[string]any{pin.Component: pin.To}), ring...)
		if err != nil { // it is there, and empty
			return edit.Put(r.text.now, pin.Component, flow(pin.To), versions...)
		}
		return out, nil
	case pin.From == "":
		return edit.Put(r.text.now, pin.Component, flow(pin.To), versions...)
	case pin.To == "" && pins == 1:
		return edit.Remove(r.text.now, versions...)
	case pin.To == "":
		return edit.Remove(r.text.now, append(versions, pin.Component)...)
	}
	return edit.SetText(r.text.now, pin.To, append(versions, pin.Component)...)
}

// Load reads the platform as it would be.
func (r *RingPins) Load() (*platform.Platform, error) {
	p, err := loadWith(r.src, r.dir, map[string][]byte{platformFile: r.text.now})
	if err != nil {
		return nil, err
	}
	p.Digests = r.Platform.Digests
	return split(p), nil
}

// Write puts the text in place of platform.yaml.
func (r *RingPins) Write() error { return r.text.Write() }
