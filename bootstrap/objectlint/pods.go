package objectlint

import (
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// workload is what runs pods.
type workload struct {
	*unstructured.Unstructured
	pod corev1.PodTemplateSpec
	// lasting is whether it runs for ever; replicas is how often, where that is said, and least at least.
	lasting         bool
	replicas, least int32
}

func (c *checker) typed(o *unstructured.Unstructured, typed runtime.Object) {
	w := workload{Unstructured: o, lasting: true}
	switch t := typed.(type) {
	case *appsv1.Deployment:
		w.pod, w.replicas = t.Spec.Template, said(t.Spec.Replicas)
	case *appsv1.StatefulSet:
		w.pod, w.replicas = t.Spec.Template, said(t.Spec.Replicas)
	case *appsv1.DaemonSet:
		w.pod, w.least = t.Spec.Template, 1
	case *batchv1.Job:
		w.pod, w.lasting = t.Spec.Template, false
	case *batchv1.CronJob:
		w.pod, w.lasting = t.Spec.JobTemplate.Spec.Template, false
	case *corev1.Pod:
		w.pod, w.least = corev1.PodTemplateSpec{ObjectMeta: t.ObjectMeta, Spec: t.Spec}, 1
	case *policyv1.PodDisruptionBudget:
		c.budgets = append(c.budgets, budget{c.namespaceOf(o), t.Spec.Selector})
		return
	default:
		return
	}
	c.workloads = append(c.workloads, w)
	c.containers(w)
	c.security(w)
}

func said(replicas *int32) int32 {
	if replicas == nil {
		return 1
	}
	return *replicas
}

func (c *checker) containers(w workload) {
	for _, container := range slices.Concat(w.pod.Spec.InitContainers, w.pod.Spec.Containers) {
		for _, name := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory} {
			if _, ok := container.Resources.Requests[name]; !ok {
				c.say(w.Unstructured, "container %s asks for no %s", container.Name, name)
			}
		}
		if !slices.ContainsFunc(c.Images, func(image string) bool { return full(image) == full(container.Image) }) {
			c.say(w.Unstructured, "images does not list %s", container.Image)
		}
	}
	probed := func(container corev1.Container) bool {
		return container.ReadinessProbe != nil || container.LivenessProbe != nil
	}
	if w.lasting && !slices.ContainsFunc(w.pod.Spec.Containers, probed) {
		c.say(w.Unstructured, "no container has a probe, so nobody notices when it hangs")
	}
}

// full is an image with all that its name leaves out.
func full(image string) string {
	host, rest, ok := strings.Cut(image, "/")
	if !ok {
		return "docker.io/library/" + image
	}
	if !strings.ContainsAny(host, ".:") && host != "localhost" {
		return "docker.io/" + image
	}
	if host == "index.docker.io" {
		host = "docker.io"
	}
	return host + "/" + rest
}

// security asks the checks of Kubernetes' own admission whether the namespace lets the pods in.
func (c *checker) security(w workload) {
	if c.namespaceOf(w.Unstructured) != c.Component.Namespace {
		return // another namespace, whose level is another's
	}
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		c.say(w.Unstructured, "read the checks of Pod Security: %v", err)
		return
	}
	level := api.LevelVersion{Level: api.Level(c.Component.PodSecurity), Version: api.LatestVersion()}
	meta := metav1.ObjectMeta{Annotations: w.pod.Annotations, Labels: w.pod.Labels}
	if result := policy.AggregateCheckResults(evaluator.EvaluatePod(level, &meta, &w.pod.Spec)); !result.Allowed {
		c.say(w.Unstructured, "podSecurity is %s, which refuses its pods: %s", level.Level, result.ForbiddenDetail())
	}
}
