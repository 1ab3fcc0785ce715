package load

import "regexp"

// Pin is a version at the end of a string, behind which a comment tells Renovate
// where newer ones are.
type Pin struct {
	Version, Datasource, DepName, RegistryURL string
	At                                        int // of the version in the text
}

// pinPattern is the one of renovate.json; of an image, what stands before the
// version is its name.
const pinPattern = `"(?:[^":\n]+:)?(?<currentValue>v?[0-9][^"\n]*)" // renovate: datasource=(?<datasource>\S+) depName=(?<depName>\S+)(?: registryUrl=(?<registryUrl>\S+))?`

var aPin = regexp.MustCompile(pinPattern)

// FindPins lists the pins in a file of a component.
func FindPins(text []byte) []Pin {
	var out []Pin
	for _, m := range aPin.FindAllSubmatchIndex(text, -1) {
		group := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return string(text[m[2*i]:m[2*i+1]])
		}
		out = append(out, Pin{Version: group(1), Datasource: group(2), DepName: group(3), RegistryURL: group(4), At: m[2]})
	}
	return out
}
