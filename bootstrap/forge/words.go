package forge

import (
	"encoding/json"
	"net/url"
	"strings"
)

// escape fills in a path; what is filled in stays one segment, so that GitLab gets a whole path as one.
func escape(path string, words []string) string {
	var pairs []string
	for i := 0; i < len(words); i += 2 {
		pairs = append(pairs, words[i], url.QueryEscape(words[i+1]))
	}
	return strings.ReplaceAll(strings.NewReplacer(pairs...).Replace(path), "+", "%20")
}

// fill fills in a body. A value that is a whole number stays one.
func fill(body map[string]any, words []string) map[string]any {
	if body == nil {
		return nil
	}
	out := map[string]any{}
	for key, value := range body {
		if s, ok := value.(string); ok {
			filled := strings.NewReplacer(words...).Replace(s)
			value = filled
			if s == "$id" {
				value = json.Number(filled)
			}
		}
		out[key] = value
	}
	return out
}

// has reports whether an object has all fields as wanted.
func has(obj, wanted map[string]any) bool {
	for key, value := range wanted {
		if obj[key] != value {
			return false
		}
	}
	return true
}

// at is the text at the first of some paths that is there.
func at(obj map[string]any, paths ...string) string {
	for _, path := range paths {
		var value any = obj
		for key := range strings.SplitSeq(path, ".") {
			inside, _ := value.(map[string]any)
			value = inside[key]
		}
		if value != nil {
			return text(value)
		}
	}
	return ""
}

func text(value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case string:
		return v
	case json.Number:
		return v.String()
	}
	data, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return string(data)
}
