package kube

// The objects come from JSON, YAML or Go literals, so a number may be of several types and any level may be missing.

func field(obj map[string]any, path ...string) any {
	var at any = obj
	for _, key := range path {
		m, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = m[key]
	}
	return at
}

func text(obj map[string]any, path ...string) string {
	s, _ := field(obj, path...).(string)
	return s
}

func number(obj map[string]any, path ...string) int64 {
	n, _ := lookupNumber(obj, path...)
	return n
}

func lookupNumber(obj map[string]any, path ...string) (int64, bool) {
	switch n := field(obj, path...).(type) {
	case int64:
		return n, true
	case int:
		return int64(n), true
	case float64:
		return int64(n), true
	}
	return 0, false
}

func flag(obj map[string]any, path ...string) bool {
	b, _ := field(obj, path...).(bool)
	return b
}

func list(obj map[string]any, path ...string) []map[string]any {
	items, _ := field(obj, path...).([]any)
	var out []map[string]any
	for _, item := range items {
		if m, ok := item.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

func texts(obj map[string]any, path ...string) []string {
	items, _ := field(obj, path...).([]any)
	var out []string
	for _, item := range items {
		if s, ok := item.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// condition is the status condition of that type, or nil.
func condition(obj map[string]any, kind string) map[string]any {
	for _, c := range list(obj, "status", "conditions") {
		if text(c, "type") == kind {
			return c
		}
	}
	return nil
}

// why is what a condition says: its message, else its reason, else its type and status.
func why(c map[string]any) string {
	for _, key := range []string{"message", "reason"} {
		if s := text(c, key); s != "" {
			return oneLine(s)
		}
	}
	return text(c, "type") + " is " + text(c, "status")
}
