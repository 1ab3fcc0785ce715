package load

import (
	"reflect"
	"strings"

	"cuelang.org/go/cue"
	"go.yaml.in/yaml/v3"
)

// yamlDecode fills into with what the user wrote and, where nothing was
// written, with what CUE says: its defaults. CUE has validated the whole as
// value before. cue.Value.Decode gives the same (a test compares) but orders the
// fields of every struct first, which costs as much as all the rest.
func yamlDecode(n *yaml.Node, value cue.Value, into reflect.Value) error {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch into.Kind() {
	case reflect.Pointer:
		into.Set(reflect.New(into.Type().Elem()))
		return yamlDecode(n, value, into.Elem())
	case reflect.Struct:
		return yamlDecodeStruct(n, value, into)
	case reflect.Map:
		return yamlDecodeMap(n, value, into)
	case reflect.Slice:
		into.Set(reflect.MakeSlice(into.Type(), len(n.Content), len(n.Content)))
		for i, item := range n.Content {
			if err := yamlDecode(item, yamlBelow(value, cue.Index(i), into.Type().Elem()), into.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Interface:
		if v := yamlValue(n); v != nil {
			into.Set(reflect.ValueOf(v))
		}
	case reflect.Bool:
		into.SetBool(yamlBool(n))
	case reflect.Int:
		if i, ok := yamlInt(n); ok {
			into.SetInt(i.Int64())
		}
	case reflect.String:
		into.SetString(n.Value)
	}
	return nil
}

func yamlDecodeStruct(n *yaml.Node, value cue.Value, into reflect.Value) error {
	for i := range into.NumField() {
		name, _, _ := strings.Cut(into.Type().Field(i).Tag.Get("json"), ",")
		field := into.Field(i)
		if _, written := yamlEntry(n, name); written != nil {
			if err := yamlDecode(written, yamlBelow(value, cue.Str(name), field.Type()), field); err != nil {
				return err
			}
			continue
		}
		if v := value.LookupPath(cue.MakePath(cue.Str(name))); v.Exists() {
			if err := v.Decode(field.Addr().Interface()); err != nil {
				return err
			}
		}
	}
	return nil
}

func yamlDecodeMap(n *yaml.Node, value cue.Value, into reflect.Value) error {
	elem := into.Type().Elem()
	into.Set(reflect.MakeMapWithSize(into.Type(), len(n.Content)/2))
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i].Value
		v := reflect.New(elem).Elem()
		if err := yamlDecode(n.Content[i+1], yamlBelow(value, cue.Str(name), elem), v); err != nil {
			return err
		}
		into.SetMapIndex(reflect.ValueOf(name), v)
	}
	return nil
}

// yamlBelow goes one step down where a struct, and so a default, may follow.
func yamlBelow(value cue.Value, step cue.Selector, t reflect.Type) cue.Value {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Map || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return cue.Value{}
	}
	return value.LookupPath(cue.MakePath(step))
}
