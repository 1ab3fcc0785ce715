package objectlint

import (
	"fmt"
	"path"
	"slices"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/kube-openapi/pkg/validation/strfmt"
	"k8s.io/kube-openapi/pkg/validation/validate"

	"github.com/slipway-platform/slipway/generator/platform"
)

// Kinds are what CRDs define, by apiVersion and kind. An object of any other kind that is not Kubernetes' own is taken as
// it is.
type Kinds map[string]*defined

type defined struct {
	platform.GroupKind
	wide       bool
	structural *schema.Structural
	validator  *validate.SchemaValidator
}

// Take adds the kinds of the CRDs among objects.
func (k Kinds) Take(objects []map[string]any) error {
	for _, o := range objects {
		typed := &apiextensionsv1.CustomResourceDefinition{}
		if o["kind"] != "CustomResourceDefinition" {
			continue
		}
		if err := runtime.DefaultUnstructuredConverter.FromUnstructured(o, typed); err != nil {
			return fmt.Errorf("read CRD: %w", err)
		}
		if err := k.take(typed); err != nil {
			return fmt.Errorf("read CRD %s: %w", typed.Name, err)
		}
	}
	return nil
}

func (k Kinds) take(crd *apiextensionsv1.CustomResourceDefinition) error {
	for _, v := range crd.Spec.Versions {
		d := &defined{GroupKind: platform.GroupKind{Group: crd.Spec.Group, Kind: crd.Spec.Names.Kind}, wide: crd.Spec.Scope == apiextensionsv1.ClusterScoped}
		k[crd.Spec.Group+"/"+v.Name+"/"+crd.Spec.Names.Kind] = d
		if v.Schema == nil {
			continue
		}
		var internal apiextensions.CustomResourceValidation
		err := apiextensionsv1.Convert_v1_CustomResourceValidation_To_apiextensions_CustomResourceValidation(v.Schema, &internal, nil)
		if err == nil {
			d.structural, err = schema.NewStructural(internal.OpenAPIV3Schema)
		}
		if err != nil {
			return err
		}
		// Not the API server's own wrapper around it, which brings CEL along.
		d.validator = validate.NewSchemaValidator(d.structural.ToKubeOpenAPI(), nil, "", strfmt.Default)
	}
	return nil
}

// APIs are what the kinds are served as, sorted: group/version and group/version/Kind.
func (k Kinds) APIs() []string {
	var out []string
	for name := range k {
		out = append(out, name, path.Dir(name))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// wide reports whether a kind is known to be cluster-scoped.
func (k Kinds) wide(kind platform.GroupKind) bool {
	for _, d := range k {
		if d.GroupKind == kind {
			return d.wide
		}
	}
	return false
}

// check validates an object as an API server with its CRD does, strictly, but for rules in CEL, conversion and defaults.
func (k Kinds) check(obj map[string]any) (wrong []string) {
	d := k[fmt.Sprintf("%v/%v", obj["apiVersion"], obj["kind"])]
	if d == nil || d.structural == nil {
		return nil
	}
	obj = runtime.DeepCopyJSON(obj) // pruning changes it
	for _, err := range d.validator.Validate(obj).Errors {
		wrong = append(wrong, err.Error())
	}
	for _, path := range pruning.PruneWithOptions(obj, d.structural, true, schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}) {
		wrong = append(wrong, path+": its CRD has no such field")
	}
	return wrong
}
