package wizard

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/generator/load"
)

// Nothing is how a person takes back what an optional question proposes.
const Nothing = "-"

const (
	yes = "yes"
	no  = "no"
)

// Read turns what a person said into an answer: lines of text, or choices.
// Nothing at all is what the question proposes.
func (q Question) Read(said []string, proposed any) (any, error) {
	if q.Kind == KindSeveral {
		return listOf(said), nil
	}
	text := strings.TrimSpace(strings.Join(said, " "))
	switch {
	case text == Nothing && q.Optional:
		return q.nothing(), nil
	case text != "":
		return q.parse(text)
	case proposed != nil:
		return proposed, nil
	case q.Optional:
		return q.nothing(), nil
	}
	return nil, errors.New("is required")
}

// Form is how an answer is written, where that is not plain.
func (q Question) Form() string {
	switch q.Kind {
	case load.KindTexts, load.KindNames:
		return "several go with commas between"
	case load.KindPairs:
		return "written as key=value, with commas between"
	case load.KindAny:
		return "written as YAML on one line, such as {key: value}"
	}
	return ""
}

// nothing is the answer that says nothing.
func (q Question) nothing() any {
	switch q.Kind {
	case load.KindTexts, load.KindNames, KindSeveral:
		return []any{}
	case load.KindPairs:
		return map[string]any{}
	}
	return ""
}

func (q Question) parse(text string) (any, error) {
	switch q.Kind {
	case load.KindNumber:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("must be a number (got %s)", load.Quote(text))
		}
		return n, nil
	case load.KindBool:
		return text == yes, nil
	case load.KindTexts, load.KindNames:
		return listOf(items(text)), nil
	case load.KindPairs:
		return pairs(text)
	case load.KindAny:
		return load.ParseValue(text)
	}
	return text, nil
}

// items are separated by commas.
func items(text string) []string {
	var out []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, item)
		}
	}
	return out
}

func pairs(text string) (any, error) {
	out := map[string]any{}
	for _, item := range items(text) {
		key, value, ok := strings.Cut(item, "=")
		if !ok {
			return nil, fmt.Errorf("must be written as key=value, with commas between (got %s)", load.Quote(item))
		}
		out[strings.TrimSpace(key)] = strings.TrimSpace(value)
	}
	return out, nil
}

// Write is how a person would say an answer.
func (q Question) Write(answer any) []string {
	switch v := answer.(type) {
	case nil:
		return nil
	case bool:
		if v {
			return []string{yes}
		}
		return []string{no}
	case []any:
		if said := texts(v); q.Kind == KindSeveral {
			return said
		}
		return []string{strings.Join(texts(v), ", ")}
	case map[string]any:
		var said []string
		for key, value := range v {
			said = append(said, fmt.Sprintf("%s=%v", key, value))
		}
		slices.Sort(said)
		return []string{strings.Join(said, ", ")}
	}
	return []string{fmt.Sprint(answer)}
}
