package local

import "errors"

// pause is not needed: provider local is not for Windows.
func pause(int) error { return errors.ErrUnsupported }

func resume(int) {}
