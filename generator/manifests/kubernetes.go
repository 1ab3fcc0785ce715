package manifests

import (
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/generator/platform"
)

// api is a version of one of Kubernetes' own groups.
type api struct {
	group, version string
	// kinds that are namespaced, and wide ones that are not. A kind may end in @ and the minor version that it is served
	// from, where that is later than the oldest that anybody still runs.
	kinds, wide string
}

// builtin are the stable APIs: those that every cluster of a version serves. A
// test holds the table against the client library.
func builtin() []api {
	return []api{
		{"", "v1", "Binding ConfigMap Endpoints Event LimitRange PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount",
			"ComponentStatus Namespace Node PersistentVolume"},
		{"admissionregistration.k8s.io", "v1", "",
			"MutatingAdmissionPolicy@36 MutatingAdmissionPolicyBinding@36 MutatingWebhookConfiguration ValidatingAdmissionPolicy@30 ValidatingAdmissionPolicyBinding@30 ValidatingWebhookConfiguration"},
		{"apiextensions.k8s.io", "v1", "", "CustomResourceDefinition"},
		{"apiregistration.k8s.io", "v1", "", "APIService"},
		{"apps", "v1", "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet", ""},
		{"authentication.k8s.io", "v1", "", "SelfSubjectReview TokenReview"},
		{"authorization.k8s.io", "v1", "LocalSubjectAccessReview", "SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview"},
		{"autoscaling", "v1", "HorizontalPodAutoscaler", ""},
		{"autoscaling", "v2", "HorizontalPodAutoscaler", ""},
		{"batch", "v1", "CronJob Job", ""},
		{"certificates.k8s.io", "v1", "PodCertificateRequest@37", "CertificateSigningRequest ClusterTrustBundle@37"},
		{"coordination.k8s.io", "v1", "Lease", ""},
		{"discovery.k8s.io", "v1", "EndpointSlice", ""},
		{"events.k8s.io", "v1", "Event", ""},
		{"flowcontrol.apiserver.k8s.io", "v1", "", "FlowSchema PriorityLevelConfiguration"},
		{"networking.k8s.io", "v1", "Ingress NetworkPolicy", "IPAddress@33 IngressClass ServiceCIDR@33"},
		{"node.k8s.io", "v1", "", "RuntimeClass"},
		{"policy", "v1", "PodDisruptionBudget", ""},
		{"rbac.authorization.k8s.io", "v1", "Role RoleBinding", "ClusterRole ClusterRoleBinding"},
		{"resource.k8s.io", "v1", "ResourceClaim@34 ResourceClaimTemplate@34", "DeviceClass@34 DeviceTaintRule@37 ResourceSlice@34"},
		{"scheduling.k8s.io", "v1", "", "PriorityClass"},
		{"storage.k8s.io", "v1", "CSIStorageCapacity", "CSIDriver CSINode StorageClass VolumeAttachment VolumeAttributesClass@34"},
	}
}

// BuiltinAPIs are the APIs that a Kubernetes of this minor version serves
// itself: group/version and group/version/Kind.
func BuiltinAPIs(minor string) []string {
	_, text, _ := strings.Cut(minor, ".")
	number, _ := strconv.Atoi(text) // the schema saw to it that it is one
	var out []string
	for _, a := range builtin() {
		version := strings.TrimPrefix(a.group+"/"+a.version, "/")
		first := true
		for kind, since := range eachKind(a.kinds + " " + a.wide) {
			if since > number {
				continue
			}
			if first {
				out, first = append(out, version), false
			}
			out = append(out, version+"/"+kind)
		}
	}
	return out
}

// ClusterScoped are the kinds of Kubernetes' own that have no namespace.
func ClusterScoped() map[platform.GroupKind]bool {
	out := map[platform.GroupKind]bool{}
	for _, a := range builtin() {
		for kind := range eachKind(a.wide) {
			out[platform.GroupKind{Group: a.group, Kind: kind}] = true
		}
	}
	return out
}

// eachKind takes a list of kinds apart: each with the minor version it is served from.
func eachKind(list string) func(yield func(string, int) bool) {
	return func(yield func(string, int) bool) {
		for field := range strings.FieldsSeq(list) {
			kind, since, _ := strings.Cut(field, "@")
			number, _ := strconv.Atoi(since)
			if !yield(kind, number) {
				return
			}
		}
	}
}
