package inventory

import "github.com/slipway-platform/slipway/generator/platform"

// Credential is one that the platform declares, and where its values come from;
// the values themselves are nowhere.
type Credential struct {
	Name   string  `json:"name"`
	Kind   string  `json:"kind"`
	URL    string  `json:"url"`
	Values []Value `json:"values"`
}

// Value is a part of a credential, and where bootstrap reads it.
type Value struct {
	Field string `json:"field"`
	// Source is env, file, prompt or gitCredentialHelper, and From the variable or the file.
	Source string `json:"source"`
	From   string `json:"from,omitempty"`
}

// Credentials are those that the platform declares, in the user's order.
func Credentials(p *platform.Platform) []Credential {
	out := []Credential{}
	for _, c := range p.Credentials {
		listed := Credential{Name: c.Name, Kind: c.Kind, URL: c.URL, Values: []Value{}}
		for _, v := range c.Values() {
			listed.Values = append(listed.Values, Value{v.Field, v.Source, v.Name})
		}
		out = append(out, listed)
	}
	return out
}
