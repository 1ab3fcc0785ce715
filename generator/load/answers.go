package load

import (
	"errors"

	"github.com/slipway-platform/slipway/generator/problem"
)

// Answer is one line of a file of answers: a question's name and what is said to it.
type Answer struct {
	Name  string
	Value any
	// Key is where the name stands, Position where the answer does.
	Key problem.Position
	problem.Position
}

// ReadAnswers reads a file of answers: strict YAML with a key for each question.
// The error is problem.Problems.
func ReadAnswers(file string, data []byte) ([]Answer, error) {
	data, ps := inputText(file, data)
	if len(ps) > 0 {
		return nil, ps.Err()
	}
	src, ps := yamlRead(file, data)
	if src == nil {
		return nil, ps.Err()
	}
	var out []Answer
	for i := 0; i+1 < len(src.root.Content); i += 2 {
		key, value := src.root.Content[i], src.root.Content[i+1]
		out = append(out, Answer{
			Name: key.Value, Value: yamlValue(value),
			Key: src.at(inputKey(key.Value)), Position: src.at(key.Value),
		})
	}
	return out, nil
}

// ParseValue reads a value that a person wrote as YAML on one line.
func ParseValue(text string) (any, error) {
	data, ps := inputText("", []byte(text))
	if len(ps) > 0 {
		return nil, errors.New(ps[0].Message)
	}
	root, ps := yamlParse("", data)
	if len(ps) > 0 {
		return nil, errors.New(ps[0].Message)
	}
	if root == nil {
		return nil, nil
	}
	return yamlValue(root), nil
}
