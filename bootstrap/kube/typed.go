package kube

import (
	"errors"
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
)

// ErrNotBuiltin is what errors.Is finds when an object's kind is none of Kubernetes' own.
var ErrNotBuiltin = errors.New("the kind is not one of Kubernetes' own")

// Typed reads an object of one of Kubernetes' own kinds as an API server does that is asked to be strict: a field that the
// kind does not have is an error, and so is a value of the wrong type.
func Typed(obj map[string]any) (runtime.Object, error) {
	u := unstructured.Unstructured{Object: obj}
	typed, err := scheme.Scheme.New(u.GroupVersionKind())
	if runtime.IsNotRegisteredError(err) {
		return nil, ErrNotBuiltin
	}
	if err == nil {
		err = runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(obj, typed, true)
	}
	if err != nil {
		return nil, fmt.Errorf("read as %s: %w", u.GetKind(), err)
	}
	return typed, nil
}
