package tree

import "bytes"

// Past visits the texts that a file had in the past, until visit returns false.
type Past func(file string, visit func(text []byte) (further bool)) error

// FindBases looks in the past for what was generated and then edited, where that
// is not what Slipway would write today.
func (c *Changes) FindBases(past Past) error {
	for i, e := range c.Edited {
		if _, of, _ := splitHeader(e.Have); e.Base != nil || of == "" {
			continue // without a header no text of the past can be known again, and there may be years of them
		}
		if err := past(e.Path, func(text []byte) bool {
			if e.began(text) {
				c.Edited[i].Base = bytes.Clone(Canonical(text))
			}
			return c.Edited[i].Base == nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// Body is a file without the line of its header that says what the rest is.
func Body(text []byte) []byte { return headless(Canonical(text)) }

// began reports that a text is what Slipway wrote and somebody edited: it is
// unedited, and the edited file still has its header. It knows no more of files
// whose format has no comments.
func (e Edit) began(text []byte) bool {
	text = Canonical(text)
	_, of, _ := splitHeader(e.Have)
	_, sum, _ := splitHeader(text)
	return of != "" && sum == of && inspect(text) == intact
}
