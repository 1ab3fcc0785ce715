package dora

import "fmt"

// Percent is a rate in words; a dash for none.
func Percent(rate *float64) string {
	if rate == nil {
		return "-"
	}
	return fmt.Sprintf("%.0f %%", *rate*100)
}

// Took is a time in its two largest units; a dash for none.
func Took(seconds *int64) string {
	if seconds == nil {
		return "-"
	}
	s := *seconds
	for _, unit := range []struct {
		name, next string
		seconds    int64
		many       int64
	}{{"d", "h", 86400, 24}, {"h", "min", 3600, 60}, {"min", "s", 60, 60}} {
		n, rest := s/unit.seconds, s%unit.seconds*unit.many/unit.seconds
		switch {
		case n == 0:
		case rest == 0 || n >= 10:
			return fmt.Sprintf("%d %s", n, unit.name)
		default:
			return fmt.Sprintf("%d %s %d %s", n, unit.name, rest, unit.next)
		}
	}
	return fmt.Sprintf("%d s", s)
}
